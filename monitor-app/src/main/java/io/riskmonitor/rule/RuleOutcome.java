package io.riskmonitor.rule;

/** What a rule found. */
public enum RuleOutcome {
    /** Credibly wrong. */
    BREACH,
    /** Credibly not wrong. */
    CLEAR,
    /** Too little data to say either; never good news. */
    INCONCLUSIVE
}
