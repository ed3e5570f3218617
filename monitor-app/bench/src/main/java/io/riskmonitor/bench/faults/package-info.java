/**
 * Whether the same events give the same alerts whatever happens: schedules of faults against the real service, compared
 * with an undisturbed backtest.
 *
 * <p>{@link io.riskmonitor.bench.faults.Schedules} lists what is tried; one schedule is one class.
 */
@NullMarked
package io.riskmonitor.bench.faults;

import org.jspecify.annotations.NullMarked;
