package io.riskmonitor.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is seen of an instance at one moment.
 *
 * @param since when it came into its phase
 * @param threads stream threads at work
 * @param threadsWanted stream threads that should be
 * @param polled consumer to time since it last asked for records; without those that never did
 * @param punctuated task to when its punctuators last ran; without those that have none
 * @param work task to what it has to do
 * @param heard grows with whatever the brokers answer
 * @param toRestore records of state that are not restored yet
 * @param waits what is waited for on purpose
 * @param waited when that last was
 * @param dead helpers outside the stream threads that have died
 */
public record Vitals(
        Phase phase,
        Instant since,
        int threads,
        int threadsWanted,
        Map<String, Duration> polled,
        Map<String, Instant> punctuated,
        Map<String, Work> work,
        long heard,
        long toRestore,
        List<Trouble> waits,
        Instant waited,
        List<Trouble> dead) {

    /**
     * What one task has done and has to do.
     *
     * @param done moves, in whatever direction, when something was done for good: the sum of committed offsets
     * @param waiting records that it knows of and has not fetched
     */
    public record Work(long done, long waiting) {}

    /** Of an instance that does nothing yet. */
    public static Vitals starting(Instant since) {
        return new Vitals(
                Phase.STARTING, since, 0, 0, Map.of(), Map.of(), Map.of(), 0, 0, List.of(), Instant.MIN, List.of());
    }

    /** The same, but these helpers have died. */
    public Vitals withDead(List<Trouble> helpers) {
        return new Vitals(
                phase,
                since,
                threads,
                threadsWanted,
                polled,
                punctuated,
                work,
                heard,
                toRestore,
                waits,
                waited,
                helpers);
    }
}
