package io.riskmonitor.bench.detection;

import io.riskmonitor.stats.ClopperPearsonInterval;

/**
 * A promise about false alarms and what became of it.
 *
 * @param regime what was simulated
 * @param panes looks of all detectors together
 * @param promised alarms on average, at most
 * @param binding false where nothing is promised, for comparison
 */
record Kept(String regime, long panes, double promised, long alarms, boolean binding) {

    private static final double ALPHA = 0.01;

    /** Alarms for each one promised. */
    double spent() {
        return alarms / promised;
    }

    /** Lower end of the 99% Clopper–Pearson interval of {@link #spent}. */
    double atLeast() {
        return ClopperPearsonInterval.of(alarms, panes, ALPHA).lower() * panes / promised;
    }

    /** Upper end of it. */
    double atMost() {
        return ClopperPearsonInterval.of(alarms, panes, ALPHA).upper() * panes / promised;
    }

    /** Whether it is proven that there are more alarms than promised. */
    boolean broken() {
        return binding && atLeast() > 1;
    }
}
