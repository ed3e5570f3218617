package io.riskmonitor.review;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.segment.Group;

/** The failures that an interaction is a sample of. */
public record SampledFor(RiskCategory category, Group group) {}
