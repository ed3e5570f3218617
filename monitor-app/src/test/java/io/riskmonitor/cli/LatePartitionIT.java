package io.riskmonitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.config.MonitorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A partition whose producers are cut off for an hour, and deliver that hour when they are back. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LatePartitionIT {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final Duration BREAK = Duration.ofHours(1);
    private static final Duration FINDINGS_EVERY = Duration.ofMinutes(1);
    private static final int LATE_PARTITION = 1;
    private static final int PUNCTUAL_PARTITION = 0;

    private record Line(int partition, Instant at, String json) {}

    @TempDir
    private Path directory;

    private Playground playground;

    @BeforeEach
    void start() {
        playground = new Playground(directory);
    }

    @AfterEach
    void stop() {
        playground.close();
    }

    @Test
    void whatItBringsLateIsCountedInFullAndHoldsNobodyUp() throws Exception {
        MonitorConfig world = lateByTwoHours(playground.world("test"));
        Instant back = START.plus(BREAK);
        Instant tail = back.plus(Duration.ofMinutes(2));
        // at the end one partition alone: what is found then has everything that came before
        List<Line> lines = lines(tail.plus(Duration.ofMinutes(2))).stream()
                .filter(line -> line.partition == PUNCTUAL_PARTITION || line.at.isBefore(tail))
                .toList();
        List<Line> punctual = lines.stream()
                .filter(line -> line.partition != LATE_PARTITION)
                .filter(line -> line.at.isBefore(back))
                .toList();
        List<Line> last = lines.stream().filter(line -> !line.at.isBefore(tail)).toList();
        List<Line> late = new ArrayList<>(lines);
        late.removeAll(punctual);
        late.removeAll(last);
        playground.publish(world, punctual.stream().map(Line::json).toList());
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();
            assertThat(latestJudged(world))
                    .as("the others did not wait for it")
                    .isAfterOrEqualTo(back.minus(FINDINGS_EVERY.multipliedBy(2)));

            playground.publish(world, late.stream().map(Line::json).toList());
            monitor.awaitJudged();
            playground.publish(world, last.stream().map(Line::json).toList());
            monitor.awaitJudged();

            assertThat(monitor.metric("risk_interactions_total")).isEqualTo(lines.size());
            assertThat(monitor.metric("risk_judged_total")).isEqualTo(lines.size());
            assertThat(monitor.metric("risk_late_total")).isZero();
            assertThat(monitor.metric("risk_refusals_total")).isZero();
        }
        GenericRecord evidence = (GenericRecord) last(world).get("evidence");
        Instant end = time(evidence, "windowEnd");
        // the window of an hour is one of sixty minutes, the last of which has just begun
        Instant start = end.minusMillis(1).truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(59));
        List<Line> within = lines.stream()
                .filter(line -> !line.at.isBefore(start))
                .filter(line -> line.at.isBefore(end))
                .toList();
        assertThat(within).hasSizeGreaterThan(1_500);
        assertThat(evidence.get("n")).as("the hour of everybody").isEqualTo((long) within.size());
        assertThat(evidence.get("failures"))
                .isEqualTo(within.stream()
                        .filter(line -> line.json.contains("FAIL"))
                        .count());
    }

    /** By default what comes more than ten minutes late may be left out. */
    private static MonitorConfig lateByTwoHours(MonitorConfig world) {
        MonitorConfig.Observe observe = world.observe();
        return world.withObserve(new MonitorConfig.Observe(
                observe.pane(),
                observe.outOfOrder(),
                Duration.ofHours(2),
                observe.idleAfter(),
                observe.allowedSkew(),
                observe.verdictHorizon(),
                observe.earlyVerdicts(),
                observe.conversationHorizon(),
                observe.flushEvery(),
                observe.maxRecordBytes(),
                observe.refusals()));
    }

    private static Instant time(GenericRecord record, String field) {
        return Instant.ofEpochMilli((Long) record.get(field));
    }

    private Instant latestJudged(MonitorConfig world) {
        return time(last(world), "at");
    }

    /** What was found last of all traffic. */
    private GenericRecord last(MonitorConfig world) {
        return playground.read(world.topics().findings()).stream()
                .map(record -> record.value())
                .filter(finding -> finding.get("dimension") == null)
                .max(Comparator.comparing(finding -> (Long) finding.get("at")))
                .orElseThrow();
    }

    private static List<Line> lines(Instant end) {
        List<Line> lines = new ArrayList<>();
        int n = 0;
        for (Instant at = START; at.isBefore(end); at = at.plus(STEP)) {
            String id = "i-" + n++;
            int partition = Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % Playground.PARTITIONS;
            String outcome = n % 100 == 0 ? "FAIL" : "PASS";
            lines.add(new Line(partition, at, """
                    {"type":"interaction","interactionId":"%s","occurredAt":"%s","application":"shop","verdicts":[\
                    {"category":"HALLUCINATION","evaluator":"judge-a","source":"JUDGE","outcome":"%s"}]}""".formatted(id, at, outcome)));
        }
        return lines;
    }
}
