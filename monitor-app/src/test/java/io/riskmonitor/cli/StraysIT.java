package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.config.MonitorConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events that lie on other partitions than their keys say are judged like all others. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StraysIT {

    /** Half an hour that is read at once: longer than an event may be late. */
    private static final List<String> EVENTS = Traffic.seconds(0, 1_800, 600, 630);

    private static final long INTERACTIONS = 36_000;
    private static final long VERDICTS = EVENTS.size(); // every line is one, or carries one

    @TempDir
    private static Path directory;

    private static Playground playground;
    private static List<String> expected;

    @BeforeAll
    static void judgeWithoutStrays() throws InterruptedException {
        playground = new Playground(directory);
        MonitorConfig world = playground.world("home");
        playground.publish(world, EVENTS);
        Map<String, Double> counted = judge(world);
        assertThat(counted).containsEntry("strays", 0.0);
        expected = playground.transitions(world);
        assertThat(expected).hasSizeGreaterThan(3);
    }

    @AfterAll
    static void stop() {
        playground.close();
    }

    @Test
    void aProducerThatHashesKeysInAnotherWayChangesNoAlert() throws InterruptedException {
        MonitorConfig world = playground.world("crc");
        playground.publish(world, EVENTS, true, StraysIT::crc32);

        Map<String, Double> counted = judge(world);

        assertEachCountedOnce(counted);
        assertThat(counted.get("strays")).isBetween(0.5 * EVENTS.size(), 1.0 * EVENTS.size());
        assertThat(playground.transitions(world)).containsExactlyElementsOf(expected);
    }

    @Test
    void eventsWithoutKeysChangeNoAlert() throws InterruptedException {
        List<String> alone = EVENTS.stream()
                .map(line -> line.replaceFirst("\"conversationId\":\"[^\"]*\",", ""))
                .toList();
        MonitorConfig keyed = playground.world("keyed");
        playground.publish(keyed, alone);
        judge(keyed);
        MonitorConfig world = playground.world("unkeyed");
        playground.publish(world, alone, false, key -> null);

        Map<String, Double> counted = judge(world);

        assertEachCountedOnce(counted);
        assertThat(counted.get("strays")).isPositive();
        assertThat(playground.transitions(world)).containsExactlyElementsOf(playground.transitions(keyed));
    }

    private static int crc32(byte[] key) {
        CRC32 crc = new CRC32();
        crc.update(key);
        return (int) (crc.getValue() % Playground.PARTITIONS);
    }

    private static void assertEachCountedOnce(Map<String, Double> counted) {
        assertThat(counted)
                .containsEntry("interactions", (double) INTERACTIONS)
                .containsEntry("judged", (double) VERDICTS)
                .containsEntry("refusals", 0.0)
                .containsEntry("late", 0.0);
    }

    private static Map<String, Double> judge(MonitorConfig world) throws InterruptedException {
        Map<String, Double> counted = new TreeMap<>();
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();
            for (String name : List.of("interactions", "judged", "strays", "refusals", "late", "duplicates")) {
                counted.put(name, monitor.metric("risk_" + name + "_total"));
            }
        }
        return counted;
    }
}
