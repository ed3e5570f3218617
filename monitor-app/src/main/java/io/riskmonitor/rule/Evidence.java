package io.riskmonitor.rule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a finding says what it says: everything a reader needs to check it.
 *
 * @param windowStart start of the counted window
 * @param windowEnd end of the counted window, exclusive
 * @param n trials in the window
 * @param rate failures / n; null without trials
 * @param lower lower end of the 95 % Wilson interval of the rate
 * @param upper upper end of the 95 % Wilson interval of the rate
 * @param statistic natural logarithm of the test statistic
 * @param threshold natural logarithm of what the statistic was compared with
 * @param baselineRate the rate it was compared with
 * @param smallestDetectable smallest failure rate that this much traffic would reveal
 * @param exemplars ids of a few failed interactions
 * @param partitionsLeftOut input partitions that nobody waited for
 */
public record Evidence(
        Instant windowStart,
        Instant windowEnd,
        long n,
        long failures,
        @Nullable Double rate,
        @Nullable Double lower,
        @Nullable Double upper,
        @Nullable Double statistic,
        @Nullable Double threshold,
        @Nullable Double baselineRate,
        @Nullable Double smallestDetectable,
        List<String> exemplars,
        int partitionsLeftOut) {}
