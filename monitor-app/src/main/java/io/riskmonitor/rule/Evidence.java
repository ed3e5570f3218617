package io.riskmonitor.rule;

import io.riskmonitor.interaction.Severity;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Why a finding says what it says: everything a reader needs to check it.
 *
 * @param windowStart start of the counted window
 * @param windowEnd end of the counted window, exclusive
 * @param n trials in the window, or what else was counted
 * @param failures failures among them
 * @param rate failures / n; null without trials, or where it is not about failures
 * @param lower lower end of the 95 % Wilson interval of the rate
 * @param upper upper end of the 95 % Wilson interval of the rate
 * @param statistic natural logarithm of the test statistic
 * @param threshold natural logarithm of what the statistic was compared with
 * @param baselineId frozen baseline it was compared with
 * @param baselineN trials in the baseline
 * @param baselineRate the rate it was compared with
 * @param smallestDetectable smallest failure rate that this much traffic would reveal
 * @param riskBand severity and frequency together; null where there is no failure rate
 * @param expectedLoss per 1,000 trials, in the units of the policy's weights; null where there is no failure rate
 * @param note what a reader should know about these numbers
 * @param figures further numbers of the rule's kind by name, see {@code docs/statistics.md}
 * @param moved bins of a distribution that moved, the one that moved most first
 * @param exemplars ids of a few failed interactions
 * @param partitionsLeftOut input partitions that nobody waited for
 */
public record Evidence(
        Instant windowStart,
        Instant windowEnd,
        long n,
        long failures,
        @Nullable Double rate,
        @Nullable Double lower,
        @Nullable Double upper,
        @Nullable Double statistic,
        @Nullable Double threshold,
        @Nullable String baselineId,
        @Nullable Long baselineN,
        @Nullable Double baselineRate,
        @Nullable Double smallestDetectable,
        @Nullable RiskBand riskBand,
        @Nullable Double expectedLoss,
        @Nullable String note,
        Map<String, Double> figures,
        List<Moved> moved,
        List<String> exemplars,
        int partitionsLeftOut) {

    /**
     * A bin of a distribution that moved.
     *
     * @param expected its share in the baseline
     * @param observed its share in the window
     * @param contribution its part of the population stability index
     */
    public record Moved(String bin, double expected, double observed, double contribution) {}

    /** The same with what the failure rate means as a risk; unchanged where it is not about failures. */
    public Evidence rated(RiskMatrix matrix, Severity severity) {
        if (rate == null) {
            return this;
        }
        return with(
                matrix.band(severity, failures, n),
                expectedLoss != null ? expectedLoss : matrix.expectedLoss(severity, failures, n),
                note);
    }

    /** The same with something more that a reader should know. */
    public Evidence noted(String more) {
        return with(riskBand, expectedLoss, note == null ? more : note + "; " + more);
    }

    private Evidence with(@Nullable RiskBand band, @Nullable Double loss, @Nullable String text) {
        return new Evidence(
                windowStart,
                windowEnd,
                n,
                failures,
                rate,
                lower,
                upper,
                statistic,
                threshold,
                baselineId,
                baselineN,
                baselineRate,
                smallestDetectable,
                band,
                loss,
                text,
                figures,
                moved,
                exemplars,
                partitionsLeftOut);
    }

    /** Whether these numbers alone still speak for a breach: one lasts until its end is credible, which is later. */
    public boolean bearsOutBreach() {
        Double ceiling = figures.get("maxLoss");
        if (ceiling != null && expectedLoss != null) {
            return expectedLoss > ceiling;
        }
        return lower == null || baselineRate == null || lower > baselineRate;
    }

    /** Evidence about the window from {@code start} to the end of the pane that is judged. */
    public static Builder since(Instant start, RuleContext context) {
        return new Builder(start, context.paneEnd(), context.partitionsLeftOut());
    }

    /** Puts evidence together, part by part; what is not set is absent. */
    public static final class Builder {
        private final Instant start;
        private final Instant end;
        private final int partitionsLeftOut;
        private long n;
        private long failures;
        private @Nullable Double rate;
        private @Nullable Double lower;
        private @Nullable Double upper;
        private @Nullable Double statistic;
        private @Nullable Double threshold;
        private @Nullable String baselineId;
        private @Nullable Long baselineN;
        private @Nullable Double baselineRate;
        private @Nullable Double smallestDetectable;
        private @Nullable Double expectedLoss;
        private @Nullable String note;
        private final Map<String, Double> figures = new TreeMap<>();
        private List<Moved> moved = List.of();
        private List<String> exemplars = List.of();

        /** Evidence about a window. */
        public Builder(Instant start, Instant end, int partitionsLeftOut) {
            this.start = start;
            this.end = end;
            this.partitionsLeftOut = partitionsLeftOut;
        }

        /** Something was counted that cannot fail. */
        public Builder observations(long count) {
            n = count;
            return this;
        }

        /** The failure rate and its interval follow. */
        public Builder trials(long failed, long trials) {
            n = trials;
            failures = failed;
            if (trials > 0) {
                WilsonInterval interval = WilsonInterval.of(failed, trials, WilsonInterval.Z_95);
                rate = (double) failed / trials;
                lower = interval.lower();
                upper = interval.upper();
            }
            return this;
        }

        /** Natural logarithms; a statistic that has seen nothing is absent. */
        public Builder test(double logStatistic, double logThreshold) {
            statistic = Double.isInfinite(logStatistic) || Double.isNaN(logStatistic) ? null : logStatistic;
            threshold = logThreshold;
            return this;
        }

        /**
         * The share of the false-alarm budget: how seldom a detector that runs so many looks on average raises a false
         * alarm, in days.
         */
        public Builder falseAlarmEvery(double looks, Duration look) {
            return figure(
                    "falseAlarmEveryDays",
                    looks * look.toMillis() / Duration.ofDays(1).toMillis());
        }

        public Builder comparedWith(double rateComparedWith) {
            baselineRate = rateComparedWith;
            return this;
        }

        public Builder baseline(String id, long trials) {
            baselineId = id;
            baselineN = trials;
            return this;
        }

        public Builder smallestDetectable(OptionalDouble smallest) {
            smallestDetectable = smallest.isPresent() ? smallest.getAsDouble() : null;
            return this;
        }

        /** The loss per 1,000 trials where it was measured, and is not that of the rule's severity. */
        public Builder expectedLoss(double measured) {
            expectedLoss = measured;
            return this;
        }

        public Builder note(@Nullable String text) {
            note = text;
            return this;
        }

        /** A further number; left out where it is not finite. */
        public Builder figure(String name, double value) {
            if (Double.isFinite(value)) {
                figures.put(name, value);
            }
            return this;
        }

        public Builder moved(List<Moved> bins) {
            moved = List.copyOf(bins);
            return this;
        }

        public Builder exemplars(List<String> ids) {
            exemplars = List.copyOf(ids);
            return this;
        }

        public Evidence build() {
            return new Evidence(
                    start,
                    end,
                    n,
                    failures,
                    rate,
                    lower,
                    upper,
                    statistic,
                    threshold,
                    baselineId,
                    baselineN,
                    baselineRate,
                    smallestDetectable,
                    null,
                    expectedLoss,
                    note,
                    Collections.unmodifiableSortedMap(new TreeMap<>(figures)),
                    moved,
                    exemplars,
                    partitionsLeftOut);
        }
    }
}
