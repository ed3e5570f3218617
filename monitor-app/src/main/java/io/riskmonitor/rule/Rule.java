package io.riskmonitor.rule;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing an owner wants to know. The record read from the policy is the thing that decides. */
public sealed interface Rule permits FailureRateRule {

    /** Unique in its policy; part of every alert's key. */
    String id();

    /** As written in a policy, for instance {@code failure-rate}. */
    String kind();

    RiskCategory category();

    /** Whose verdicts; null watches every evaluator on its own. */
    @Nullable
    String evaluator();

    Severity severity();

    /** The group whose alert explains those of the other groups. */
    Group parent();

    /** Whether the group is one of those the rule looks at beside its {@link #parent}. */
    boolean watchesChild(Group group);

    /** Whether the rule reads this series. */
    default boolean watches(Series series) {
        return series.category() == category()
                && (evaluator() == null || evaluator().equals(series.evaluator()));
    }

    default boolean watches(Cell cell) {
        return watches(cell.series()) && (cell.group().equals(parent()) || watchesChild(cell.group()));
    }

    /** The memory of a cell that is seen for the first time. */
    FailureRateWatch start(Instant at);

    /** Whether the memory is still of use; not where the rule was changed so that it has to start anew. */
    boolean goesOnWith(FailureRateWatch watch);

    /** Takes one closed pane into account; {@code watch} is this rule's memory of the cell. */
    Finding judge(ScopeWindow scope, FailureRateWatch watch);
}
