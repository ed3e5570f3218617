package io.riskmonitor.streams;

import java.time.Duration;

/** How far time is for those who wait for somebody to be heard again, while nothing arrives at all. */
@FunctionalInterface
interface StandingTime {

    /** How far event time may be behind the clock, so that the end of the events is silence and not the end of a replay. */
    Duration LIVE = Duration.ofHours(1);

    /**
     * Goes on with the clock from where event time stands; not at the end of a replay, where nobody has fallen silent.
     */
    StandingTime WITH_THE_CLOCK = (watermark, live, idle) -> live ? watermark + idle.toMillis() : watermark;

    /**
     * Where it is, in epoch milliseconds.
     *
     * @param watermark where event time stands, in epoch milliseconds
     * @param live whether event time was less than {@link #LIVE} behind the clock when it moved last
     * @param idle for how long nothing has arrived
     */
    long reached(long watermark, boolean live, Duration idle);
}
