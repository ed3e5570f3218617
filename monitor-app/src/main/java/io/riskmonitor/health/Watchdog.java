package io.riskmonitor.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges an instance by its progress. It is dead when a thread is, when it stands still although it has work, and when its
 * start never ends; while it takes partitions over, or waits for something on purpose, it is alive and not ready.
 *
 * <p>It remembers what it saw, so it has to look now and then; every probe and every scrape does. Thread-safe.
 */
public final class Watchdog {

    private static final String DUMP_AND_RESTART =
            "Take a thread dump for whoever mends it (jcmd PID Thread.print), then restart the instance";

    /** Consumers that have a broker hear from it several times a second. */
    private static final Duration BROKERS_ANSWER_WITHIN = Duration.ofSeconds(30);

    private final Duration stuckAfter;
    private final Duration startWithin;
    private final InstantSource clock;
    private final Map<String, Stall> stalls = new HashMap<>();
    private @Nullable Instant shortOfThreadsSince;
    private long heard;
    private Instant heardAt = Instant.MIN;

    /** A task has finished nothing since. */
    private record Stall(long done, Instant since) {}

    /**
     * @param stuckAfter longest time without progress
     * @param startWithin longest time for policies and gold cases to be read
     */
    public Watchdog(Duration stuckAfter, Duration startWithin, InstantSource clock) {
        this.stuckAfter = stuckAfter;
        this.startWithin = startWithin;
        this.clock = clock;
    }

    /** What the vitals of this moment say, after those before. */
    public synchronized Health look(Vitals seen) {
        Instant now = clock.instant();
        List<Trouble> deadly = new ArrayList<>(seen.dead());
        List<Trouble> hindering = new ArrayList<>(seen.waits());
        boolean works = seen.phase() == Phase.RUNNING || seen.phase() == Phase.TAKING_OVER;
        Duration deaf = works ? deaf(seen, now) : Duration.ZERO;
        boolean cutOff = deaf.compareTo(BROKERS_ANSWER_WITHIN) >= 0;
        if (cutOff) {
            hindering.add(new Trouble(
                    "the brokers have not answered for " + told(deaf),
                    "See that they are up and can be reached; the instance then goes on by itself"));
        }
        Duration stalled = stalled(seen, cutOff, now);
        if (seen.phase() != Phase.RUNNING) {
            shortOfThreadsSince = null;
        }
        switch (seen.phase()) {
            case STARTING -> hindering.add(new Trouble("starting", "Wait; the log says what it is at"));
            case READING_POLICIES -> hindering.add(new Trouble("reading policies and gold cases", "Wait"));
            case TAKING_OVER -> hindering.add(takingOver(seen));
            case RUNNING -> {}
            case STOPPING -> hindering.add(new Trouble("shutting down", "Nothing is to be done"));
            case FAILED ->
                deadly.add(new Trouble(
                        "a thread died of a failure and the monitor has stopped",
                        "The log says why; restart the instance, which goes on where it stopped"));
        }
        if (seen.waits().isEmpty()) {
            Instant excused = seen.waited();
            if (seen.phase() == Phase.READING_POLICIES) {
                endlessStart(seen, later(seen.since(), excused), now, deadly);
            }
            if (works) {
                silentConsumers(seen, excused, now, deadly);
            }
            if (seen.phase() == Phase.RUNNING) {
                missingThreads(seen, now, deadly);
                silentTasks(seen, later(seen.since(), excused), now, deadly);
                stalledTasks(seen, now, deadly);
            }
        }
        return new Health(
                List.copyOf(deadly),
                List.copyOf(hindering),
                !seen.waits().isEmpty(),
                stalled,
                longest(seen.punctuated().values().stream().map(last -> Duration.between(last, now))),
                seen.work().values().stream().mapToLong(Vitals.Work::waiting).sum());
    }

    private static Trouble takingOver(Vitals seen) {
        String restoring = seen.toRestore() > 0
                ? "taking over partitions, " + seen.toRestore() + " records of their state are still to be restored"
                : "taking over partitions and restoring their state";
        return new Trouble(restoring, "Wait");
    }

    private void endlessStart(Vitals seen, Instant since, Instant now, List<Trouble> deadly) {
        Duration reading = Duration.between(since, now);
        if (reading.compareTo(startWithin) >= 0) {
            deadly.add(new Trouble(
                    "policies and gold cases are being read for " + told(reading) + ", which health.startWithin ("
                            + startWithin + ") does not allow",
                    "See whether the brokers answer and let the monitor read its accepted policies and gold cases;"
                            + " restart the instance"));
        }
    }

    /** A thread that does not come back to ask for records does nothing else either. */
    private void silentConsumers(Vitals seen, Instant excused, Instant now, List<Trouble> deadly) {
        new TreeMap<>(seen.polled()).forEach((consumer, age) -> {
            Duration silent = Duration.between(later(now.minus(age), excused), now);
            if (isTooLong(silent)) {
                deadly.add(new Trouble(
                        "consumer " + consumer + " has not asked for records for " + told(silent)
                                + ": its thread is stuck",
                        DUMP_AND_RESTART));
            }
        });
    }

    private void missingThreads(Vitals seen, Instant now, List<Trouble> deadly) {
        if (seen.threads() >= seen.threadsWanted()) {
            shortOfThreadsSince = null;
            return;
        }
        shortOfThreadsSince = shortOfThreadsSince == null ? now : shortOfThreadsSince;
        if (isTooLong(Duration.between(shortOfThreadsSince, now))) {
            deadly.add(new Trouble(
                    "only " + seen.threads() + " of " + seen.threadsWanted() + " stream threads are at work",
                    "The log says why the others died; restart the instance"));
        }
    }

    private void silentTasks(Vitals seen, Instant excused, Instant now, List<Trouble> deadly) {
        new TreeMap<>(seen.punctuated()).forEach((task, last) -> {
            Duration silent = Duration.between(later(last, excused), now);
            if (isTooLong(silent)) {
                deadly.add(new Trouble(
                        "task " + task + " has sent nothing on and looked at no clock for " + told(silent)
                                + ": its punctuators do not run",
                        DUMP_AND_RESTART));
            }
        });
    }

    private void stalledTasks(Vitals seen, Instant now, List<Trouble> deadly) {
        new TreeMap<>(stalls).forEach((task, stall) -> {
            Duration still = Duration.between(stall.since, now);
            Vitals.Work work = seen.work().get(task);
            if (work != null && isTooLong(still)) {
                deadly.add(new Trouble(
                        "task " + task + " has " + work.waiting() + " records to process and has committed none for "
                                + told(still),
                        DUMP_AND_RESTART));
            }
        });
    }

    /** For how long no broker has said anything. */
    private Duration deaf(Vitals seen, Instant now) {
        if (seen.heard() != heard || heardAt.equals(Instant.MIN)) {
            heard = seen.heard();
            heardAt = now;
        }
        return Duration.between(heardAt, now);
    }

    /** Notes which tasks have work and finish nothing; says for how long the worst has. */
    private Duration stalled(Vitals seen, boolean cutOff, Instant now) {
        if (seen.phase() != Phase.RUNNING || !seen.waits().isEmpty() || cutOff) {
            stalls.clear();
            return Duration.ZERO;
        }
        stalls.keySet().retainAll(seen.work().keySet());
        seen.work().forEach((task, work) -> {
            if (work.waiting() == 0) {
                stalls.remove(task);
            } else {
                stalls.merge(
                        task,
                        new Stall(work.done(), now),
                        (before, after) -> before.done == after.done ? before : after);
            }
        });
        return longest(stalls.values().stream().map(stall -> Duration.between(stall.since, now)));
    }

    private static Duration longest(Stream<Duration> all) {
        return all.max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private boolean isTooLong(Duration still) {
        return still.compareTo(stuckAfter) >= 0;
    }

    private static Duration told(Duration length) {
        return Duration.ofSeconds(length.toSeconds());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
