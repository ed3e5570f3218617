package io.riskmonitor.interaction;

/** Who judged. */
public enum Source {
    /** In the request path. */
    GUARDRAIL,
    /** An LLM judge. */
    JUDGE,
    /** A comparison with a gold answer. */
    GOLD,
    /** The user. */
    FEEDBACK,
    /** A human reviewer. */
    HUMAN,
    /** Not known to this version. */
    OTHER
}
