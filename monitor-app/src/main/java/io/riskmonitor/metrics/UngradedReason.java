package io.riskmonitor.metrics;

/** Why a probe of a gold case was not found right or wrong: label {@code reason} of {@code risk_gold_ungraded_total}. */
public enum UngradedReason {
    /** No case of this application has the id; perhaps it was published later than its probe. */
    UNKNOWN_CASE,
    /** It carries no answer. */
    NO_ANSWER,
    /** A regular expression took too many steps; the verdict is UNSURE. */
    TOO_MANY_STEPS
}
