package io.riskmonitor.interaction;

/**
 * A refusal, said so that the publisher can mend it.
 *
 * @param detail one sentence that names the place and the value
 */
public record Refusal(RefusalReason reason, String detail) {}
