package io.riskmonitor.gold;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Right is what ends with a number that is close enough: the last number of the answer counts, since answers lead up to
 * their result. How numbers are read says {@link WrittenNumber}. An answer without one is wrong.
 *
 * @param tolerance how far it may be off, at least 0
 * @param relativeTolerance the same as a share of the expected number; the wider of the two counts
 */
public record Numeric(double tolerance, double relativeTolerance) implements Grading {

    public Numeric {
        check("tolerance", tolerance);
        check("relativeTolerance", relativeTolerance);
    }

    private static void check(String name, double tolerance) {
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be at least 0, got " + tolerance);
        }
    }

    @Override
    public Grade grade(String answer, List<String> expected) {
        Optional<BigDecimal> number = WrittenNumber.last(answer);
        return Grade.of(number.isPresent()
                && expected.stream()
                        .flatMap(right -> WrittenNumber.last(right).stream())
                        .anyMatch(right -> isClose(number.get(), right)));
    }

    /** In decimals: 1.1 is off 1.0 by 0.1, which it is not in binary. */
    private boolean isClose(BigDecimal number, BigDecimal right) {
        BigDecimal share = BigDecimal.valueOf(relativeTolerance).multiply(right.abs());
        BigDecimal most = BigDecimal.valueOf(tolerance).max(share);
        return number.subtract(right).abs().compareTo(most) <= 0;
    }

    @Override
    public String problemOf(String expected) {
        return WrittenNumber.last(expected).isPresent() ? "" : "has no number";
    }
}
