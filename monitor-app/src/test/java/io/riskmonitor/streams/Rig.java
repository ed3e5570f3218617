package io.riskmonitor.streams;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.config.Topics;
import io.riskmonitor.gold.GoldStanding;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.PaneCells;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.scenario.Event;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.Digest;
import io.riskmonitor.schema.Escalation;
import io.riskmonitor.schema.Finding;
import io.riskmonitor.schema.Flagged;
import io.riskmonitor.schema.GoldCase;
import io.riskmonitor.schema.Review;
import io.riskmonitor.schema.Verdict;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import io.riskmonitor.wire.PaneKey;
import io.riskmonitor.wire.PolicyFormat;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** Runs the topology over the events of a test, and shows what each stage makes of them. */
final class Rig implements AutoCloseable {

    static final Topics TOPICS = Topics.DEFAULT;
    static final Series JUDGE_A = new Series(RiskCategory.HALLUCINATION, "judge-a");

    /** What the clock shows; later than every event. */
    private static final Instant EVENING = Event.time("23:00:00");

    private static final String TALLIES = "risk-monitor-tallies-repartition";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PolicyBook book = new PolicyBook(PolicyFiles.builtIn());
    private final Backtest backtest;
    private final Deserializer<Report> reports;
    private final Map<PaneKey, Tally> tallies = new HashMap<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Digest> digests = new ArrayList<>();
    private long watermark = Watermark.NONE;

    private Rig(MonitorConfig config, MonitorConfig.Refusals refusals) {
        RiskMetrics metrics = new RiskMetrics(meters, InstantSource.fixed(EVENING));
        backtest = new Backtest(config, List.of(), book, metrics, EVENING, refusals);
        reports = new Wire(Map.of("schema.registry.url", "mock://unused"), TOPICS, 1, () -> true)
                .report()
                .deserializer();
    }

    static Rig standard() {
        return of(MonitorConfig.Observe.DEFAULT);
    }

    static Rig of(MonitorConfig.Observe observe) {
        return of(observe, MonitorConfig.Judge.DEFAULT);
    }

    static Rig of(MonitorConfig.Observe observe, MonitorConfig.Judge judge) {
        MonitorConfig standard = MonitorConfig.of(Map.of(), Map.of());
        MonitorConfig config = new MonitorConfig(
                standard.topics(), Map.of(), Map.of(), Map.of(), observe, judge, standard.http(), null);
        return new Rig(config, MonitorConfig.Refusals.NEVER_STOP);
    }

    /** Stops where so much is refused. */
    static Rig stoppingAt(MonitorConfig.Refusals refusals) {
        return new Rig(MonitorConfig.of(Map.of(), Map.of()), refusals);
    }

    /** Publishes a policy, and nothing else is known of it than what YAML says: it may be wrong. */
    Rig declare(String yaml) {
        Map<?, ?> tree = new Yaml().load(yaml);
        return declare(String.valueOf(tree.get("application")), tree);
    }

    Rig declare(String key, Map<?, ?> tree) {
        return declare(key, backtest.encode(TOPICS.policies(), PolicyFormat.avro(tree)));
    }

    Rig declare(@Nullable String key, byte @Nullable [] value) {
        backtest.declare(bytes(key), value);
        return this;
    }

    /** Puts something on a topic that only the monitor should write. */
    Rig intrude(String topic, @Nullable String key, byte @Nullable [] value) {
        backtest.intrude(topic, bytes(key), value);
        return this;
    }

    Rig send(Event... events) {
        return send(List.of(events));
    }

    Rig send(List<? extends Event> events) {
        events.forEach(event -> send(isInteraction(event), event.key(), encode(event)));
        return this;
    }

    /** Sends what has changed to the judges after every so many events. */
    Rig send(List<? extends Event> events, int perFlush) {
        for (int from = 0; from < events.size(); from += perFlush) {
            send(events.subList(from, Math.min(events.size(), from + perFlush)));
            flush();
        }
        return this;
    }

    Rig send(boolean interaction, @Nullable String key, byte @Nullable [] value) {
        backtest.send(interaction, bytes(key), value);
        return this;
    }

    /** With headers. */
    Rig send(boolean interaction, TestRecord<byte[], byte[]> record) {
        backtest.send(interaction, record);
        return this;
    }

    byte[] encode(Event event) {
        return encode(isInteraction(event), event.value());
    }

    byte[] encode(boolean interaction, IndexedRecord record) {
        return backtest.encode(interaction ? TOPICS.interactions() : TOPICS.verdicts(), record);
    }

    /** Publishes a gold case, as a JSON line. */
    Rig learn(String json) {
        backtest.learn((JsonLine.Gold) JsonLines.parse(json));
        return this;
    }

    /** Publishes what may be no gold case. */
    Rig learn(@Nullable String key, byte @Nullable [] value) {
        backtest.learn(bytes(key), value);
        return this;
    }

    /** A gold case that may be invalid, as it would lie on its topic. */
    byte[] encode(GoldCase goldCase) {
        return backtest.encode(TOPICS.gold(), goldCase);
    }

    /** How the applications stand to their gold sets. */
    List<GoldStanding> gold() {
        backtest.pass(RecordGold.TICK);
        return backtest.goldStandings().of(null);
    }

    /** Sends commands. */
    Rig tell(Command... commands) {
        for (Command command : commands) {
            backtest.command(bytes(command.getApplication()), backtest.encode(TOPICS.commands(), command));
        }
        return this;
    }

    /** By the clock, time passes. */
    Rig pass(Duration time) {
        backtest.pass(time);
        return this;
    }

    Rig flush() {
        backtest.flush();
        for (TestRecord<byte[], byte[]> record : backtest.records(TALLIES)) {
            Report report = reports.deserialize(TALLIES, record.value());
            if (report instanceof Snapshot snapshot) {
                PaneKey key = new PaneKey(snapshot.application(), snapshot.paneStart(), snapshot.inputPartition());
                tallies.put(key, snapshot.tally());
            } else if (report instanceof Watermark heard) {
                watermark = heard.time();
            }
        }
        return this;
    }

    Rig finish() {
        backtest.finish();
        return this;
    }

    /** Nothing more comes until then. */
    Rig finish(String end) {
        return finish(Event.time(end));
    }

    Rig finish(Instant end) {
        backtest.finish(end);
        return this;
    }

    /** What the judges were told of {@code billing} in the pane that begins then; empty where it was nothing. */
    Tally tally(String time) {
        flush();
        return tallies.getOrDefault(new PaneKey("billing", Event.time(time).toEpochMilli(), 0), new Tally());
    }

    /** The counts of judge-a over all traffic in the pane that begins then. */
    Counts counts(String time) {
        return counts(time, Group.ALL);
    }

    Counts counts(String time, Group group) {
        PaneCells.CellCounts cell = tally(time).cells().get(new Cell(JUDGE_A, group));
        return cell == null ? new Counts() : cell.total();
    }

    long seen(String time, Group group) {
        return tally(time).seen(group);
    }

    long seen(String time) {
        return seen(time, Group.ALL);
    }

    /** How far the judges were told that event time is. */
    Instant watermark() {
        flush();
        return Instant.ofEpochMilli(watermark);
    }

    /** Every alert transition so far. */
    List<Alert> alerts() {
        backtest.alerts().forEach(alert -> alerts.add((Alert) alert));
        return alerts;
    }

    /** Every published weekly review so far. */
    List<Digest> digests() {
        backtest.digests().forEach(digest -> digests.add((Digest) digest));
        return digests;
    }

    /** Every published finding so far. */
    List<Finding> findings() {
        backtest.findings().forEach(finding -> findings.add((Finding) finding));
        return findings;
    }

    /** Who was told since the last call. */
    List<Escalation> escalations() {
        return backtest.escalations().stream().map(Escalation.class::cast).toList();
    }

    /** The reviews published since the last call. */
    List<Review> reviews() {
        return backtest.read(TOPICS.reviews()).stream().map(Review.class::cast).toList();
    }

    /** The verdicts that the monitor has published since the last call. */
    List<Verdict> verdicts() {
        return backtest.read(TOPICS.verdicts()).stream()
                .map(Verdict.class::cast)
                .toList();
    }

    /** The interactions flagged since the last call. */
    List<Flagged> flagged() {
        return backtest.read(TOPICS.flagged()).stream().map(Flagged.class::cast).toList();
    }

    List<TestRecord<byte[], byte[]>> records(String topic) {
        return backtest.records(topic);
    }

    /** The records refused since the last call. */
    List<Refused> refusals() {
        return backtest.refusals().stream().map(Refused::of).toList();
    }

    /** Name of every store to the number of its entries. */
    Map<String, Long> entries() {
        Map<String, Long> entries = new TreeMap<>();
        backtest.stores().forEach((name, store) -> entries.put(name, entries(store)));
        return entries;
    }

    private static long entries(StateStore store) {
        long[] count = new long[1];
        if (store instanceof ObjectStore<?, ?> objects) {
            objects.forEach((key, value) -> count[0]++);
        } else if (store instanceof ReadOnlyWindowStore<?, ?> window) {
            try (var all = window.all()) {
                all.forEachRemaining(entry -> count[0]++);
            }
        } else {
            try (var all = ((ReadOnlyKeyValueStore<?, ?>) store).all()) {
                all.forEachRemaining(entry -> count[0]++);
            }
        }
        return count[0];
    }

    PolicyBook policies() {
        return book;
    }

    double counter(String name, String... tags) {
        Counter counter = meters.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    double gauge(String name, String... tags) {
        Gauge gauge = meters.find(name).tags(tags).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    /** A refused record as it lies on the topic of refusals. */
    record Refused(byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {

        static Refused of(TestRecord<byte[], byte[]> record) {
            Map<String, String> headers = new HashMap<>();
            record.headers()
                    .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
            return new Refused(record.key(), record.value(), headers);
        }

        String reason() {
            return headers.getOrDefault("risk.reason", "");
        }

        String detail() {
            return headers.getOrDefault("risk.detail", "");
        }
    }

    private static boolean isInteraction(Event event) {
        return event.value() instanceof io.riskmonitor.schema.Interaction;
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        backtest.close();
    }
}
