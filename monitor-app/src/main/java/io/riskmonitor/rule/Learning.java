package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From which time a rule learns what is normal, and how much of it that takes: the key {@code baseline} of a rule.
 *
 * <p>Every release and evaluator version learns anew. It learns for {@code length} from its first event on; too little
 * data then, and it goes on until there is enough, but for {@value #MOST_LENGTHS} lengths at most, for over a longer
 * time what creeps in would pass for normal. With {@code from} and {@code to} that is the time, to the letter; only
 * what is first seen after it learns for as long from its own first event.
 *
 * @param from start of the declared time; null where it is the first event
 * @param length how long it learns, positive; with {@code from} that is up to {@code to}
 * @param minTrials fewer trials, or whatever else is counted, are too few, at least 1
 * @param minFailures fewer failures are too few; not for rules that count none
 */
public record Learning(@Nullable Instant from, Duration length, long minTrials, long minFailures) {

    public static final long DEFAULT_MIN_TRIALS = 500;

    public static final long DEFAULT_MIN_FAILURES = 5;

    /** For how many lengths it goes on, at most, where there is too little data. */
    static final int MOST_LENGTHS = 4;

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    public Learning {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("length must be positive, got " + length);
        }
        if (minTrials < 1 || minFailures < 0) {
            throw new IllegalArgumentException(
                    "need minTrials of at least 1, no negative minFailures, got " + minTrials + " and " + minFailures);
        }
    }

    /** What a rule has under {@code baseline}; null where there is nothing, or something is wrong with it. */
    static @Nullable Learning read(Section rule) {
        return rule.section("baseline").map(Learning::readAll).orElse(null);
    }

    private static @Nullable Learning readAll(Section section) {
        Duration learn = section.duration("learn", SHORTEST, LONGEST);
        Instant from = section.time("from");
        Instant to = section.time("to");
        long minTrials = section.whole("minTrials", 1, 1_000_000_000, DEFAULT_MIN_TRIALS);
        long minFailures = section.whole("minFailures", 0, 1_000_000, DEFAULT_MIN_FAILURES);
        section.nothingElse();
        if (section.has("learn")) {
            if (section.has("from") || section.has("to")) {
                section.problem("learn", "must not stand beside from and to");
            }
        } else if (section.has("from") || section.has("to")) {
            section.require("from", "to");
        } else {
            section.require("learn");
        }
        if (from != null && to != null) {
            learn = Duration.between(from, to);
            if (learn.compareTo(SHORTEST) < 0 || learn.compareTo(LONGEST) > 0) {
                section.problem("to", "must be from PT1M to P365D after from, got " + to);
                return null;
            }
        }
        return learn == null ? null : new Learning(from, learn, minTrials, minFailures);
    }

    /** When what was first seen at a time starts to learn. */
    Instant start(Instant first) {
        return from != null && isInTime(from, first) ? from : first;
    }

    /** When it has learned, given enough data. */
    Instant end(Instant first) {
        return start(first).plus(length);
    }

    /** When it gives up. */
    Instant latest(Instant first) {
        boolean declared = from != null && isInTime(from, first);
        return declared ? end(first) : start(first).plus(length.multipliedBy(MOST_LENGTHS));
    }

    private boolean isInTime(Instant declared, Instant first) {
        return first.isBefore(declared.plus(length));
    }
}
