package io.riskmonitor.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of an evaluator were seen in a series, and when it changed last. A stricter evaluator looks like a worse
 * system, so what begins soon after a change is told apart.
 */
public final class EvaluatorVersions {

    /** Event time after a change in which what this evaluator alone sees alerts nobody. */
    static final Duration SETTLING = Duration.ofHours(6);

    /** Event time after a change in which the change is named. */
    static final Duration NAMED = Duration.ofDays(1);

    private final SortedSet<String> known = new TreeSet<>();
    private String latest = "";
    private String before = "";
    private @Nullable Instant changedAt;

    public EvaluatorVersions() {}

    /** Versions as stored. */
    public EvaluatorVersions(SortedSet<String> known, String latest, String before, @Nullable Instant changedAt) {
        this.known.addAll(known);
        this.latest = latest;
        this.before = before;
        this.changedAt = changedAt;
    }

    /** Takes note of a version that judged, empty for none; whether the evaluator has changed by that. */
    boolean see(String version, Instant at) {
        if (!known.add(version)) {
            return false;
        }
        before = latest;
        latest = version;
        if (known.size() == 1) {
            return false;
        }
        changedAt = at;
        return true;
    }

    /** Forgets versions that are gone; the latest one, and none at all, are always known. */
    void retain(Predicate<String> seen) {
        known.removeIf(version -> !version.isEmpty() && !version.equals(latest) && !seen.test(version));
    }

    boolean isSettling(Instant at) {
        return isWithin(SETTLING, at);
    }

    boolean isNamed(Instant at) {
        return isWithin(NAMED, at);
    }

    private boolean isWithin(Duration time, Instant at) {
        return changedAt != null && at.isBefore(changedAt.plus(time));
    }

    /** The last change as the end of a sentence. */
    String change() {
        return "changed from " + shown(before) + " to " + shown(latest) + " at " + changedAt;
    }

    private static String shown(String version) {
        return version.isEmpty() ? "no version" : "version " + version;
    }

    public SortedSet<String> known() {
        return known;
    }

    public String latest() {
        return latest;
    }

    public String before() {
        return before;
    }

    public @Nullable Instant changedAt() {
        return changedAt;
    }
}
