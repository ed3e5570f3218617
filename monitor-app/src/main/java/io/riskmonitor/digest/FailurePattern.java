package io.riskmonitor.digest;

import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.NewcombeInterval;
import io.riskmonitor.stats.WilsonInterval;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often one series failed in one group and release, this week and the week before.
 *
 * @param release null for all releases together
 * @param excessLoss loss of the failures that the group has beyond what it would have at the rate of all traffic; of all traffic,
 *     loss of all its failures
 * @param logE evidence that the rate has changed since the week before; null where it cannot be tested
 * @param discovery whether the change is one that the digest stands for
 * @param otherVersions whether other versions of the evaluator judged the week before: it may be these that have changed
 * @param exemplars ids of failed interactions, at most three
 */
public record FailurePattern(
        Series series,
        Group group,
        @Nullable String release,
        Rate now,
        Rate before,
        double excessLoss,
        @Nullable Double logE,
        boolean discovery,
        boolean otherVersions,
        List<String> exemplars) {

    /** Discoveries first, then by excess loss; at equal loss in a fixed order. */
    static final Comparator<FailurePattern> WORST_FIRST = Comparator.comparing((FailurePattern p) -> !p.discovery)
            .thenComparing(
                    Comparator.comparingDouble(FailurePattern::excessLoss).reversed())
            .thenComparing(FailurePattern::series)
            .thenComparing(FailurePattern::group)
            .thenComparing(FailurePattern::release, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** This week's rate minus that of the week before, with its interval; empty unless both have trials. */
    public Optional<NewcombeInterval> change() {
        return now.trials() == 0 || before.trials() == 0
                ? Optional.empty()
                : Optional.of(NewcombeInterval.of(
                        now.failures(), now.trials(), before.failures(), before.trials(), WilsonInterval.Z_95));
    }

    FailurePattern discovered() {
        return new FailurePattern(
                series, group, release, now, before, excessLoss, logE, true, otherVersions, exemplars);
    }
}
