package io.riskmonitor.stats;

import java.util.OptionalDouble;

/**
 * Burn rate of an error budget: how many times faster than allowed failures come.
 *
 * <p>Shown and used because it is what operators of services with objectives know: a burn of 1 spends the budget exactly
 * by the end of its period, one of 14.4 spends 2% of a 30-day budget within an hour. An alert asks for a burn in a long
 * and in a short window, so that it is both significant and still going on.
 *
 * <p>Misleads with little traffic: with a budget of 2% and six verdicts an hour, one failure is a burn of 8.3.
 * {@link #isCredible} therefore asks for ten failures, and for a count that a burn at the tolerated floor would hardly
 * give. And it misleads with large budgets: 14.4 times a budget of 10% would be a failure rate of 144%. What
 * {@link #canFire} refuses is a matter for {@link ShiryaevRobertsMixture}.
 *
 * <p>B. Beyer et al. (2018), "The Site Reliability Workbook", O'Reilly, chapter 5, "Alerting on SLOs".
 */
public final class BurnRate {

    /** An alert at a failure rate above this one would come too late to be one. */
    public static final double HIGHEST_RATE = 0.8;

    /** Fewer failures than this are no trend. */
    public static final long FEWEST_FAILURES = 10;

    /** Chance of the count, at the floor, below which it is believed. */
    public static final double LARGEST_CHANCE = 1e-4;

    private static final double LOG_LARGEST_CHANCE = StrictMath.log(LARGEST_CHANCE);

    private BurnRate() {}

    /**
     * Failure rate over budget.
     *
     * @param budget tolerated failure rate, 1 less the objective; in (0, 1)
     * @return at least 0; empty without verdicts, for no data is no burn of 0
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials} and the budget is in range
     */
    public static OptionalDouble of(long failures, long trials, double budget) {
        requireCounts(failures, trials);
        requireBudget(budget);
        return trials == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) failures / trials / budget);
    }

    /**
     * Whether a burn can be reached at this budget, with room to spare: burn × budget is at most 0.8.
     *
     * @param burn that an alert asks for, above 0
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static boolean canFire(double burn, double budget) {
        requireBudget(budget);
        requireBurn(burn);
        return burn * budget <= HIGHEST_RATE;
    }

    /**
     * Whether there are enough failures for their rate to mean something: at least ten, and a chance below 10⁻⁴ of so
     * many if the burn were only {@code floor}.
     *
     * @param floor burn that is still harmless, above 0; 1 for the budget itself
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials} and the others are in range
     */
    public static boolean isCredible(long failures, long trials, double budget, double floor) {
        requireCounts(failures, trials);
        requireBudget(budget);
        requireBurn(floor);
        return failures >= FEWEST_FAILURES
                && BinomialTail.logAtLeast(failures, trials, Math.min(1, budget * floor)) < LOG_LARGEST_CHANCE;
    }

    private static void requireCounts(long failures, long trials) {
        if (failures < 0 || failures > trials) {
            throw new IllegalArgumentException("need 0 <= failures <= trials, got " + failures + " of " + trials);
        }
    }

    private static void requireBudget(double budget) {
        if (!(budget > 0 && budget < 1)) {
            throw new IllegalArgumentException("budget must be in (0, 1), got " + budget);
        }
    }

    private static void requireBurn(double burn) {
        if (!(burn > 0 && burn < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("burn must be positive and finite, got " + burn);
        }
    }
}
