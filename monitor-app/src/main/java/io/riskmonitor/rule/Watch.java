package io.riskmonitor.rule;

import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import java.time.Instant;
import java.util.function.Predicate;

/** What a rule remembers of one scope. Plain numbers and texts, so that it is the same after a restart. */
public interface Watch {

    /** Writes what the rule's kind reads back. */
    void write(StateOutput out);

    /**
     * Forgets what is about nothing any more.
     *
     * @param scope that it is remembered under
     * @param before what was last seen before that was not seen for long
     * @param known whether a group of the scope's series was seen since
     * @return whether nothing is left that matters
     */
    default boolean forget(Scope scope, Instant before, Predicate<Group> known) {
        return false;
    }
}
