package io.riskmonitor.rule;

/** How much of a risk there is, severity and frequency together. Only the order means something. */
public enum RiskBand {
    VERY_LOW,
    LOW,
    MODERATE,
    HIGH,
    VERY_HIGH
}
