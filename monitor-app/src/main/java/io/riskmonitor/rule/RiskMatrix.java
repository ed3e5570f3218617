package io.riskmonitor.rule;

import io.riskmonitor.interaction.Severity;
import io.riskmonitor.stats.JeffreysInterval;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Severity × frequency: a label from a table, and an expected loss to rank by. Ordinal numbers are not multiplied: their
 * products have no meaning.
 *
 * <p>The frequency is the upper end of the 95 % Jeffreys interval, so that few verdicts do not look harmless. Bands of
 * frequency end below 1 in 100,000, 10,000, 1,000 and 100 trials; the last is open.
 *
 * <p>NIST SP 800-30 Rev. 1 (2012), "Guide for Conducting Risk Assessments", table I-2, for the form of the table.
 *
 * @param bands severity to its five bands, from rare to frequent
 * @param weights severity to the loss of one failure, greater than 0, in units that the owner chooses
 */
public record RiskMatrix(Map<Severity, List<RiskBand>> bands, Map<Severity, Double> weights) {

    /** Bands of frequency. */
    public static final int FREQUENCIES = 5;

    private static final double[] BELOW = {1e-5, 1e-4, 1e-3, 1e-2};
    private static final double ALPHA = 0.05;
    private static final int A_THOUSAND = 1_000;

    /** What holds where a policy does not say otherwise. */
    public static final RiskMatrix DEFAULT = new RiskMatrix(
            Map.of(
                    Severity.CRITICAL,
                    List.of(RiskBand.MODERATE, RiskBand.HIGH, RiskBand.HIGH, RiskBand.VERY_HIGH, RiskBand.VERY_HIGH),
                    Severity.HIGH,
                    List.of(RiskBand.LOW, RiskBand.MODERATE, RiskBand.HIGH, RiskBand.HIGH, RiskBand.VERY_HIGH),
                    Severity.MEDIUM,
                    List.of(RiskBand.LOW, RiskBand.LOW, RiskBand.MODERATE, RiskBand.MODERATE, RiskBand.HIGH),
                    Severity.LOW,
                    List.of(RiskBand.VERY_LOW, RiskBand.LOW, RiskBand.LOW, RiskBand.MODERATE, RiskBand.MODERATE)),
            Map.of(Severity.CRITICAL, 100.0, Severity.HIGH, 30.0, Severity.MEDIUM, 10.0, Severity.LOW, 3.0));

    public RiskMatrix {
        bands = Collections.unmodifiableMap(new EnumMap<>(bands));
        weights = Collections.unmodifiableMap(new EnumMap<>(weights));
        for (Severity severity : Severity.values()) {
            if (!bands.containsKey(severity) || bands.get(severity).size() != FREQUENCIES) {
                throw new IllegalArgumentException("needs " + FREQUENCIES + " bands for " + severity);
            }
            if (!weights.containsKey(severity) || !(weights.get(severity) > 0)) {
                throw new IllegalArgumentException("needs a weight greater than 0 for " + severity);
            }
        }
    }

    /** @param trials at least 1 */
    public RiskBand band(Severity severity, long failures, long trials) {
        double frequency = JeffreysInterval.of(failures, trials, ALPHA).upper();
        int column = 0;
        while (column < BELOW.length && frequency >= BELOW[column]) {
            column++;
        }
        return Objects.requireNonNull(bands.get(severity)).get(column);
    }

    /**
     * Expected loss per 1,000 trials, in the units of the weights.
     *
     * @param trials at least 1
     */
    public double expectedLoss(Severity severity, long failures, long trials) {
        return A_THOUSAND * Objects.requireNonNull(weights.get(severity)) * failures / trials;
    }
}
