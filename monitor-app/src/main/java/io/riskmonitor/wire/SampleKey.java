package io.riskmonitor.wire;

import io.riskmonitor.review.SampledFor;

/** Of what and when a sample is. */
public record SampleKey(HourKey hour, SampledFor of) {}
