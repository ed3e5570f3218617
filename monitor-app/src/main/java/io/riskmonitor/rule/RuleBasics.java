package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What rules of every kind have.
 *
 * @param id unique in its policy; part of every alert's key
 * @param severity of its alerts
 * @param category the risk; null where the rule is about none
 * @param evaluator whose verdicts; null watches every evaluator of the category on its own
 * @param parent the group it is about: all traffic, or the one named by {@code where}
 * @param children dimensions whose groups it watches, too; null for all but {@code evaluator}
 */
public record RuleBasics(
        String id,
        Severity severity,
        @Nullable RiskCategory category,
        @Nullable String evaluator,
        Group parent,
        @Nullable Set<String> children) {

    /** Notes that a kind of rule has no groups to choose from. */
    static void refuseGroups(Section section, String why) {
        // a policy that comes by Kafka has an empty map where nothing was said
        if (!section.texts("where").isEmpty()) {
            section.problem("where", "has no meaning for this kind of rule: it " + why);
        }
        if (section.has("dimensions")) {
            section.problem("dimensions", "has no meaning for this kind of rule: it " + why);
        }
    }

    /** The same rule about all traffic, with the groups of these dimensions. */
    RuleBasics withChildren(Set<String> dimensions) {
        return new RuleBasics(id, severity, category, evaluator, Group.ALL, dimensions);
    }

    /** Whether the rule reads this series. */
    public boolean watches(Series series) {
        return (category == null || series.category() == category)
                && (evaluator == null || evaluator.equals(series.evaluator()));
    }

    /** Whether the rule looks at this cell: its parent group's, or a child's. */
    public boolean watches(Cell cell) {
        return watches(cell.series()) && (cell.group().equals(parent) || watchesChild(cell.group()));
    }

    /** Whether the group is one of those the rule looks at beside its {@link #parent}. */
    public boolean watchesChild(Group group) {
        if (!parent.isAll() || group.isAll()) {
            return false;
        }
        return children == null ? !group.dimension().equals(Group.EVALUATOR) : children.contains(group.dimension());
    }
}
