package io.riskmonitor.rule;

/** What a rule remembers of one scope. Plain numbers and texts, so that it is the same after a restart. */
public interface Watch {

    /** Writes what the rule's kind reads back. */
    void write(StateOutput out);
}
