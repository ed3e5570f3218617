package io.riskmonitor.interaction;

/** Why a received record was refused: header {@code risk.reason} on the refusals topic. */
public enum RefusalReason {
    /** Not Confluent's wire format, truncated, or of an unknown schema id. */
    UNDECODABLE,
    MISSING_ID,
    MISSING_APPLICATION,
    /** Before 2020, or ahead of the clock by more than the allowed skew. */
    IMPLAUSIBLE_TIME,
    /** Outside its range, empty, too long or too many; the detail says which. */
    INVALID_VALUE,
    /** A verdict whose interaction never came. */
    NO_INTERACTION,
    INVALID_POLICY,
    INVALID_COMMAND,
    TOO_LARGE
}
