package io.riskmonitor.review;

import io.riskmonitor.interaction.KnownInteraction;

/** An interaction that people should look at, with the reason and all that is known of it. */
public record Flagged(Inquiry.Flag reason, KnownInteraction known) {}
