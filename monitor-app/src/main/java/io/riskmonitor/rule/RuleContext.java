package io.riskmonitor.rule;

import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.PaneCells;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/** What a rule is told of one closed pane of one application, and what it may ask and say. */
public interface RuleContext {

    String application();

    String policyVersion();

    Instant paneStart();

    Instant paneEnd();

    default Duration paneLength() {
        return Duration.between(paneStart(), paneEnd());
    }

    /** Input partitions that nobody waited for. */
    int partitionsLeftOut();

    /** What the pane has, cell by cell. */
    PaneCells cells();

    /** The same as it was counted. */
    Tally tally();

    /** Rolling windows and examples of a cell, this pane included. */
    CellHistory history(Cell cell);

    /** Series to a ring over all traffic that has interactions as trials and judged ones as failures, this pane included. */
    SortedMap<Series, WindowRing> coverage();

    /** Groups that were ever seen in a series, this pane included; in their order, all traffic first. */
    Set<Group> groups(Series series);

    /**
     * What this rule remembers of a scope, to be changed in place.
     *
     * @param start makes the memory of a scope that is seen for the first time, or since the rule's basis has changed
     */
    <W extends Watch> W watch(Scope scope, Supplier<W> start);

    /** How many groups of a series the rule watches beside its parent group. */
    int children(Series series);

    /**
     * Average run length that the false-alarm budget leaves for the detector of a family's parent group, in panes.
     *
     * @param children groups that the family watches beside it
     */
    double parentThreshold(int children);

    /** The same for the detector of each of its children. */
    double childThreshold(int children);

    /** The same for the detector of any group of a family. */
    default double threshold(Group group, Group parent, int children) {
        return group.equals(parent) ? parentThreshold(children) : childThreshold(children);
    }

    /**
     * Says what the rule found of a group; {@code scope} is what it remembers it under.
     *
     * @param finding asked for only where somebody has to hear it, which is seldom: the outcome is another than before, it
     *     is a breach, or nothing was said for long
     */
    void report(Scope scope, Group group, RuleOutcome outcome, Supplier<Finding> finding);

    /** The same where the finding costs little. */
    default void report(Scope scope, Finding finding) {
        report(scope, finding.group(), finding.outcome(), () -> finding);
    }

    /** Says something that is news whatever was said before. */
    void announce(Finding finding);

    /** Says what the rule found, and that it is news even where its outcome is as before. */
    void announce(Scope scope, Finding finding);
}
