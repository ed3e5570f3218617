package io.riskmonitor.bench.faults;

import io.riskmonitor.config.MonitorConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the service is run while something happens to it.
 *
 * @param partitions of both input topics: 1, 3, 8 or 12
 * @param threads of every instance
 * @param protocol {@code classic} or {@code streams}
 * @param outOfOrder {@code observe.outOfOrder}: longer than one part of the stream where parts are sent while instances
 *     read, for nobody promises in which order two topics are read
 * @param streams more settings of Kafka Streams
 */
public record Setup(int partitions, int threads, String protocol, Duration outOfOrder, Map<String, String> streams) {

    static final Duration LATENESS = Duration.ofHours(2);

    /**
     * How long interactions and conversations are remembered: longer than the stream, for it is read in seconds, and a
     * stray that comes back a day later of event time finds only what is not forgotten.
     */
    static final Duration HORIZON = Duration.ofDays(7);

    /** Longer than any schedule pauses while instances read: whether a partition is idle, the clock says. */
    static final Duration IDLE_AFTER = Duration.ofSeconds(30);

    /** Longer than any partition is read by nobody. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** For a stream that is sent part by part while instances read. */
    public static final Setup LIVE = new Setup(3, 2, "classic", Duration.ofHours(1), Map.of());

    /** For a stream that lies there before instances start, with the out-of-orderness that is the default. */
    public static final Setup BACKLOG = new Setup(3, 2, "classic", Duration.ofSeconds(2), Map.of());

    public Setup partitions(int number) {
        return new Setup(number, threads, protocol, outOfOrder, streams);
    }

    public Setup threads(int number) {
        return new Setup(partitions, number, protocol, outOfOrder, streams);
    }

    public Setup protocol(String name) {
        return new Setup(partitions, threads, name, outOfOrder, streams);
    }

    public Setup outOfOrder(Duration bound) {
        return new Setup(partitions, threads, protocol, bound, streams);
    }

    /** What decides what is judged, for the backtest. */
    MonitorConfig config() {
        MonitorConfig defaults = MonitorConfig.of(Map.of(), Map.of());
        MonitorConfig.Observe observe = defaults.observe();
        return new MonitorConfig(
                defaults.topics(),
                defaults.kafka(),
                defaults.schemaRegistry(),
                defaults.streams(),
                new MonitorConfig.Observe(
                        observe.pane(),
                        outOfOrder,
                        LATENESS,
                        IDLE_AFTER,
                        observe.allowedSkew(),
                        HORIZON,
                        observe.earlyVerdicts(),
                        HORIZON,
                        observe.flushEvery(),
                        observe.maxRecordBytes(),
                        observe.refusals()),
                new MonitorConfig.Judge(PATIENCE, defaults.judge().findingsEvery()),
                defaults.http(),
                null);
    }

    /** One more setting of Kafka Streams. */
    public Setup with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(streams);
        more.put(key, value);
        return new Setup(partitions, threads, protocol, outOfOrder, Map.copyOf(more));
    }
}
