package io.riskmonitor.digest;

import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Pairs;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.CohenKappa;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * How far an evaluator can be believed in one category.
 *
 * @param judged its verdicts
 * @param unsure those among them that say neither PASS nor FAIL
 * @param interactions of the application in the week
 * @param versions of the evaluator in the week
 * @param versionsBefore those of the week before
 * @param agreements with people and gold answers, on the interactions that both have judged
 */
public record JudgeHealth(
        Series series,
        long judged,
        long unsure,
        long interactions,
        SortedSet<String> versions,
        SortedSet<String> versionsBefore,
        List<Agreement> agreements) {

    private static final Set<Source> REFERENCES = Set.of(Source.HUMAN, Source.GOLD);

    /** What an evaluator and a reference have said of the same interactions. */
    public record Agreement(Source reference, Pairs pairs) {

        /** Empty where all are of one kind. */
        public Optional<CohenKappa> kappa() {
            return CohenKappa.of(pairs.matrix());
        }
    }

    static JudgeHealth of(Series series, SeriesWeek week, @Nullable SeriesWeek before, long interactions) {
        Counts all = week.of(Group.ALL);
        long judged = Math.max(0, all.judged());
        return new JudgeHealth(
                series,
                judged,
                Math.max(0, Math.min(judged, judged - all.trials())),
                interactions,
                week.versions(),
                before == null ? new SeriesWeek().versions() : before.versions(),
                week.pairs().entrySet().stream()
                        .filter(pairs -> REFERENCES.contains(pairs.getKey()))
                        .filter(pairs -> pairs.getValue().matrix().failures()
                                        + pairs.getValue().matrix().successes()
                                > 0)
                        .map(pairs -> new Agreement(pairs.getKey(), pairs.getValue()))
                        .toList());
    }

    /** Share of the verdicts that are unsure; null without verdicts. */
    public @Nullable Double unsureShare() {
        return judged == 0 ? null : (double) unsure / judged;
    }

    /**
     * Verdicts of the week per interaction of the week, at most 1: a verdict counts when it was passed, so some may be about
     * the week before. Null without interactions.
     */
    public @Nullable Double coverage() {
        return interactions == 0 ? null : Math.min(1, (double) judged / interactions);
    }
}
