package io.riskmonitor.streams;

/** For how long nothing has arrived on an input partition, as far as anybody can know. */
@FunctionalInterface
interface Silence {

    /** Where nothing stands between the monitor and its input. */
    Silence BY_THE_CLOCK = (partition, sinceMillis, nowMillis) -> nowMillis - sinceMillis;

    /**
     * Time without an arrival, in milliseconds.
     *
     * @param sinceMillis when something last arrived
     */
    long millis(int partition, long sinceMillis, long nowMillis);
}
