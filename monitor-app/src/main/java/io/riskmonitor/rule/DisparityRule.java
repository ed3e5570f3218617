package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Segmentation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when a group fails credibly more often than the rest of its dimension, and by more than is tolerated.
 *
 * <p>A 2×2 e-detector per group looks after every pane and still keeps its share of the false-alarm budget. A group that is
 * better is no concern, and neither is one whose questions are merely of another mix, where the strata are known.
 *
 * @param dimension whose groups are compared: a segment, a declared intersection, or the release
 * @param tolerance which differences matter
 * @param stratifyBy dimension within which they must persist; null for none
 */
public record DisparityRule(
        RuleBasics basics,
        String dimension,
        Tolerance tolerance,
        @Nullable String stratifyBy) implements Rule {

    static final RuleKind KIND =
            new RuleKind("disparity", DisparityRule::read, GroupsWatch::read, DisparityRule::check);

    /** What lies further apart is not of the same time. */
    private static final Duration TOGETHER = Duration.ofDays(1);

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        section.require("category", "dimension");
        RuleBasics.refuseGroups(section, "compares the groups of its dimension");
        String dimension = section.text("dimension");
        String stratifyBy = section.text("stratifyBy");
        Tolerance tolerance = Tolerance.read(section);
        return basics.isEmpty() || dimension == null
                ? null
                : new DisparityRule(basics.get().withChildren(Set.of(dimension)), dimension, tolerance, stratifyBy);
    }

    private static void check(Section section, Segmentation segmentation) {
        String dimension = section.text("dimension");
        String stratifyBy = section.text("stratifyBy");
        if (dimension == null) {
            return;
        }
        Set<String> parts = new HashSet<>(Segmentation.parts(dimension));
        if (dimension.equals(Group.EVALUATOR)) {
            section.problem("dimension", "must not be evaluator: its versions do not judge the same way");
        } else if (parts.size() > 1 && !segmentation.intersectionNamed(parts).equals(Optional.of(dimension))) {
            section.problem("dimension", "declare '" + dimension + "' in segments.intersections, in this order");
        } else if (!segmentation.tallies(dimension)) {
            section.problem("dimension", "'" + dimension + "' is not among the policy's segments");
        }
        if (stratifyBy != null && dimension.equals(Group.RELEASE)) {
            section.problem("stratifyBy", "is not possible for releases: they are no segments of an interaction");
        } else if (stratifyBy != null && !parts.add(stratifyBy)) {
            section.problem("stratifyBy", "'" + stratifyBy + "' is what is compared");
        } else if (stratifyBy != null && segmentation.intersectionNamed(parts).isEmpty()) {
            section.problem(
                    "stratifyBy",
                    "declare the intersection of " + String.join(", ", Segmentation.parts(dimension)) + " and "
                            + stratifyBy + " in segments.intersections");
        }
    }

    @Override
    public String kind() {
        return KIND.name();
    }

    @Override
    public String basis() {
        return "dimension " + dimension;
    }

    @Override
    public int comparisons() {
        return 1;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        return tolerance.outlook(trialsPerHour, threshold);
    }

    @Override
    public void judge(RuleContext context) {
        GroupsWatch.seen(context, basics, dimension).forEach((series, pane) -> {
            Scope scope = Scope.of(series, dimension);
            GroupsWatch watch = context.watch(scope, GroupsWatch::new);
            watch.take(pane, TOGETHER, context);
            double logThreshold = GroupsWatch.logThreshold(context, series, dimension, comparisons());
            Strata strata = stratifyBy == null ? null : new Strata(dimension, stratifyBy, series, context);
            for (Group group : pane.keySet()) {
                watch.contrast(group)
                        .settle(
                                logThreshold,
                                tolerance,
                                context.paneEnd(),
                                since -> strata != null
                                        && strata.compare(group, since)
                                                .explained(highestExplained(watch.contrast(group))));
                context.report(
                        scope,
                        group,
                        tolerance.outcome(watch.contrast(group)),
                        () -> finding(new Cell(series, group), watch, strata, logThreshold, context));
            }
        });
    }

    /** A breach is not over because the ratio within the strata wobbles around what is tolerated. */
    private double highestExplained(Contrast contrast) {
        return contrast.breached() ? Math.sqrt(tolerance.maxRatio()) : tolerance.maxRatio();
    }

    private Finding finding(
            Cell cell, GroupsWatch watch, @Nullable Strata strata, double logThreshold, RuleContext context) {
        Contrast contrast = watch.contrast(cell.group());
        Sides shown = contrast.recent();
        Evidence.Builder evidence = watch.withLastDay(cell.group(), contrast.evidence(logThreshold, context))
                .note(tolerance.note(contrast))
                .exemplars(context.history(cell).exemplars());
        if (strata != null) {
            Strata.Compared compared = strata.compare(cell.group(), shown.start());
            evidence.figure("commonOddsRatio", compared.within().oddsRatio())
                    .figure("mantelHaenszelP", compared.within().pValue())
                    .figure("stratifiedRatio", compared.within().riskRatio());
            if (!contrast.breached()
                    && tolerance.sufficient(shown)
                    && tolerance.exceededBy(shown)
                    && compared.explained(tolerance.maxRatio())) {
                evidence.note(String.format(
                        Locale.ROOT,
                        "the mix of %s explains it: %.2f times as often as the rest, but %.2f times within the same %s",
                        stratifyBy,
                        compared.crude(),
                        compared.within().riskRatio(),
                        stratifyBy));
            }
        }
        String claim = "fails credibly more often than the rest of " + dimension + tolerance.shown(shown);
        return Finding.of(this, context, cell, tolerance.outcome(contrast), claim, evidence.build());
    }
}
