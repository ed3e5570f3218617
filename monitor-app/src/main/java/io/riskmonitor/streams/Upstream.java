package io.riskmonitor.streams;

/** What is known of the input topics beyond what was read from them. */
interface Upstream {

    /** Everything was read whenever anybody asks: nothing stands between the monitor and its input. */
    Upstream EMPTY = new Upstream() {
        @Override
        public long silence(int partition, long sinceMillis, long nowMillis) {
            return nowMillis - sinceMillis;
        }

        @Override
        public long allReadAt(String topic, int partition, long next, long lastArrivalMillis) {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean isAway(int partition, long nowMillis) {
            return false;
        }
    };

    /**
     * For how long nothing has arrived on a partition of all input topics, in milliseconds.
     *
     * @param sinceMillis when something last arrived
     */
    long silence(int partition, long sinceMillis, long nowMillis);

    /**
     * The latest time at which nothing lay on a topic that has not been read by now, in epoch milliseconds;
     * {@link Long#MIN_VALUE} where nobody knows.
     *
     * @param next offset that comes next, -1 if nothing was read
     * @param lastArrivalMillis when something last arrived from this topic
     */
    long allReadAt(String topic, int partition, long next, long lastArrivalMillis);

    /** Whether something may lie on a partition of one of the topics that cannot be read now. */
    boolean isAway(int partition, long nowMillis);
}
