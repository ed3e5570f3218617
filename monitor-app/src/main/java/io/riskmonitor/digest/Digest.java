package io.riskmonitor.digest;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.util.List;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/**
 * The review of one week of one application: a function of what was seen in it and in the week before.
 *
 * @param policyVersion of the policy when the week was reviewed
 * @param interactions of the week
 * @param interactionsBefore of the week before
 * @param verdictsLeftOut verdicts in series, groups and releases that are more than are counted apart, once for each of these
 * @param lateInteractions interactions that came too late for the reviews before this one
 * @param lateVerdicts verdicts that came too late for the reviews before this one
 * @param judges in the order of their series
 * @param gold series in which answers are compared with expected ones
 */
public record Digest(
        String application,
        Week week,
        String policyVersion,
        long interactions,
        long interactionsBefore,
        FailurePatterns patterns,
        long verdictsLeftOut,
        long lateInteractions,
        long lateVerdicts,
        AlertReview alerts,
        List<JudgeHealth> judges,
        List<GoldResult> gold) {

    /** Who compares answers with those of the gold set. */
    private static final String GRADER = "gold";

    /** How many answers were not what was expected. */
    public record GoldResult(Series series, Rate now, Rate before) {

        private static boolean isOne(Series series) {
            return series.category() == RiskCategory.GOLD_MISMATCH
                    || series.evaluator().equals(GRADER);
        }
    }

    /**
     * Reviews a week.
     *
     * @param now what was seen in the week
     * @param before what was seen in the week before
     * @param weight loss of one failure in a series
     */
    public static Digest of(
            String application,
            Week week,
            String policyVersion,
            Logbook logbook,
            SortedMap<Series, SeriesWeek> now,
            SortedMap<Series, SeriesWeek> before,
            ToDoubleFunction<Series> weight) {
        Logbook.Page page = logbook.pages().getOrDefault(week, new Logbook.Page());
        return new Digest(
                application,
                week,
                policyVersion,
                page.interactions(),
                logbook.pages().getOrDefault(week.before(), new Logbook.Page()).interactions(),
                FailurePatterns.of(now, before, weight),
                page.verdictsLeftOut()
                        + now.values().stream()
                                .mapToLong(SeriesWeek::verdictsLeftOut)
                                .sum(),
                logbook.lateInteractions(),
                logbook.lateVerdicts(),
                AlertReview.of(week, logbook),
                now.entrySet().stream()
                        .map(series -> JudgeHealth.of(
                                series.getKey(), series.getValue(), before.get(series.getKey()), page.interactions()))
                        .toList(),
                now.entrySet().stream()
                        .filter(series -> GoldResult.isOne(series.getKey()))
                        .map(series -> new GoldResult(
                                series.getKey(),
                                Rate.of(series.getValue().of(Group.ALL)),
                                Rate.of(before.getOrDefault(series.getKey(), new SeriesWeek())
                                        .of(Group.ALL))))
                        .toList());
    }
}
