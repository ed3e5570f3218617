package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when a release fails credibly more often than the others at the same time, as a canary that is worse does.
 *
 * <p>Where there is too little of the others at the same time, a new release is compared with the last of the one before it.
 * That is weaker, since anything else may have changed as well, and is marked as such.
 *
 * @param tolerance which differences matter
 */
public record ReleaseRule(RuleBasics basics, Tolerance tolerance) implements Rule {

    static final RuleKind KIND = new RuleKind("release", ReleaseRule::read, ReleaseWatch::read);

    /** What lies further apart is not of the same time. */
    private static final Duration TOGETHER = Duration.ofHours(1);

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        section.require("category");
        RuleBasics.refuseGroups(section, "compares the releases");
        Tolerance tolerance = Tolerance.read(section);
        return basics.map(b -> new ReleaseRule(b.withChildren(Set.of(Group.RELEASE)), tolerance))
                .orElse(null);
    }

    @Override
    public String kind() {
        return KIND.name();
    }

    @Override
    public String basis() {
        return "releases";
    }

    /** With what is there at the same time, and with what was there before. */
    @Override
    public int comparisons() {
        return 2;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        return tolerance.outlook(trialsPerHour, threshold);
    }

    @Override
    public void judge(RuleContext context) {
        GroupsWatch.seen(context, basics, Group.RELEASE).forEach((series, pane) -> {
            Scope scope = Scope.of(series, Group.RELEASE);
            ReleaseWatch watch = context.watch(scope, ReleaseWatch::new);
            watch.take(pane, TOGETHER, context);
            double logThreshold = GroupsWatch.logThreshold(context, series, Group.RELEASE, comparisons());
            for (Group group : pane.keySet()) {
                judge(scope, new Cell(series, group), watch, logThreshold, context);
            }
        });
    }

    private void judge(Scope scope, Cell cell, ReleaseWatch watch, double logThreshold, RuleContext context) {
        Contrast concurrent = watch.concurrent().contrast(cell.group());
        concurrent.settle(logThreshold, tolerance, context.paneEnd(), since -> false);
        ReleaseWatch.Successor successor = watch.successor(cell.group());
        if (successor != null) {
            successor.contrast().settle(logThreshold, tolerance, context.paneEnd(), since -> false);
        }
        ReleaseWatch.Successor weaker =
                concurrent.breached() || tolerance.sufficient(concurrent.recent()) ? null : successor;
        Contrast contrast = weaker == null ? concurrent : weaker.contrast();
        context.report(
                scope,
                cell.group(),
                tolerance.outcome(contrast),
                () -> finding(cell, watch, contrast, weaker, logThreshold, context));
    }

    private Finding finding(
            Cell cell,
            ReleaseWatch watch,
            Contrast contrast,
            ReleaseWatch.@Nullable Successor weaker,
            double logThreshold,
            RuleContext context) {
        Sides shown = contrast.recent();
        Evidence.Builder evidence = watch.concurrent()
                .withLastDay(cell.group(), contrast.evidence(logThreshold, context))
                .exemplars(context.history(cell).exemplars());
        String note = tolerance.note(contrast);
        String claim = "fails credibly more often than the other releases at the same time";
        if (weaker != null) {
            evidence.baseline("release " + weaker.before(), shown.rest().trials());
            note = "weaker evidence: before and after, not at the same time; compared with the last of release "
                    + weaker.before() + (note == null ? "" : "; " + note);
            claim = "fails credibly more often than release " + weaker.before()
                    + " did before it (weaker evidence, for they were not there at the same time)";
        }
        return Finding.of(
                this,
                context,
                cell,
                tolerance.outcome(contrast),
                claim + tolerance.shown(shown),
                evidence.note(note).build());
    }
}
