package io.riskmonitor.escalation;

import io.riskmonitor.interaction.Severity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is told of an alert, one after the other until somebody answers. Levels are counted from 1. */
public record EscalationPath(List<EscalationLevel> levels) {

    /** Whoever is told where nobody is named. */
    public static final String UNASSIGNED = "unassigned";

    /** Nobody is named. */
    public static final EscalationPath NONE = new EscalationPath(List.of());

    /** The same, or where it names nobody the owner alone, for no escalation may be lost. */
    public EscalationPath orOwner(@Nullable String owner) {
        return levels.isEmpty()
                ? new EscalationPath(List.of(new EscalationLevel(owner == null ? UNASSIGNED : owner, null)))
                : this;
    }

    /** The number of the next level above {@code level} that alerts of this severity reach; empty above the last. */
    Optional<Integer> above(int level, Severity severity) {
        for (int next = level + 1; next <= levels.size(); next++) {
            if (severity.compareTo(at(next).minSeverity()) >= 0) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    EscalationLevel at(int level) {
        return levels.get(level - 1);
    }

    /** The level, or the last one: the path may have been longer when the level was reached. */
    int highest(int level) {
        return Math.min(level, levels.size());
    }
}
