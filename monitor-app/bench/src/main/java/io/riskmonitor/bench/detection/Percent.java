package io.riskmonitor.bench.detection;

import java.math.BigDecimal;
import java.math.MathContext;

/** Shares as people write them. */
final class Percent {

    private static final MathContext DIGITS = new MathContext(4);

    private Percent() {}

    /** For instance 0.1 %. */
    static String of(double share) {
        return BigDecimal.valueOf(share)
                        .movePointRight(2)
                        .round(DIGITS)
                        .stripTrailingZeros()
                        .toPlainString() + " %";
    }
}
