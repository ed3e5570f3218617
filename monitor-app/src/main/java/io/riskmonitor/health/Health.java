package io.riskmonitor.health;

import java.time.Duration;
import java.util.List;

/**
 * What the {@link Watchdog} says.
 *
 * @param deadly what only a restart ends
 * @param hindering what keeps it from being ready and passes, or is mended elsewhere
 * @param isWaiting whether threads wait for something on purpose
 * @param stalled longest time that a task has had records to process and finished none
 * @param silent longest time since the punctuators of a task ran
 * @param backlog records that its tasks know of and have not fetched
 */
public record Health(
        List<Trouble> deadly,
        List<Trouble> hindering,
        boolean isWaiting,
        Duration stalled,
        Duration silent,
        long backlog) {

    /** The same, but it has stopped reading on purpose: a restart would change nothing, and hide why. */
    public Health halted(Trouble why) {
        return new Health(List.of(), List.of(why), false, Duration.ZERO, Duration.ZERO, backlog);
    }

    public boolean isAlive() {
        return deadly.isEmpty();
    }

    public boolean isReady() {
        return deadly.isEmpty() && hindering.isEmpty();
    }
}
