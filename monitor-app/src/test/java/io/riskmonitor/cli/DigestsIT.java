package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.wire.PlainJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Weeks are reviewed by a monitor that is restarted in the middle as they are by a backtest. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DigestsIT {

    @TempDir
    private static Path directory;

    @Test
    void theServiceAndABacktestReviewTheSameWeekTheSame() throws Exception {
        Path digests = directory.resolve("digests.jsonl");
        backtest(digests);
        Instant middle = TwoWeeks.MONDAY.plus(Duration.ofDays(10));
        try (Playground playground = new Playground(directory)) {
            MonitorConfig world = playground.world("weeks");
            playground.accept(world, TwoWeeks.POLICY);
            playground.publish(world, TwoWeeks.between(TwoWeeks.MONDAY, middle));
            try (RunningMonitor monitor = new RunningMonitor(world).start()) {
                monitor.awaitJudged();
            }
            assertThat(playground.read(world.topics().digests()))
                    .as("the first week is over")
                    .hasSize(1);
            playground.publish(world, TwoWeeks.between(middle, TwoWeeks.END));
            try (RunningMonitor monitor = new RunningMonitor(playground.onAnotherMachine(world)).start()) {
                monitor.awaitJudged();
            }

            assertThat(playground.read(world.topics().digests()))
                    .allSatisfy(record -> assertThat(record.key()).isEqualTo("billing-assistant"));
            assertThat(playground.read(world.topics().digests()))
                    .extracting(record -> PlainJson.of(record.value()).toString())
                    .containsExactlyElementsOf(Files.readAllLines(digests))
                    .hasSize(2);

            String ofTopic = run(
                    "digest",
                    "--bootstrap",
                    playground.bootstrap(),
                    "--registry",
                    playground.registry(),
                    "--topic-prefix",
                    world.topics().prefix(),
                    "--application",
                    "billing-assistant",
                    "--week",
                    "2026-W18");
            String ofFile = run(
                    "digest", "--from", digests.toString(), "--application", "billing-assistant", "--week", "2026-W18");
            assertThat(ofTopic).startsWith("# billing-assistant, week 2026-W18").isEqualTo(ofFile);
        }
    }

    private static void backtest(Path digests) throws IOException {
        Path events = Files.write(directory.resolve("events.jsonl"), TwoWeeks.lines());
        Path policies = Files.writeString(directory.resolve("policies.yaml"), TwoWeeks.POLICY);
        run(
                "backtest",
                "--policies",
                policies.toString(),
                "--events",
                events.toString(),
                "--digests",
                digests.toString());
    }

    private static String run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = RiskMonitor.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertThat(exit).as("%s", err).isZero();
        return out.toString();
    }
}
