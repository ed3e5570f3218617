package io.riskmonitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riskmonitor.config.MonitorConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people type, and what they get to read when it goes well and when it does not. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CommandsIT {

    private static final String GOOD = """
            {"type":"interaction","interactionId":"ID","occurredAt":"TIME","application":"shop","verdicts":[{"category":"MISUSE","evaluator":"judge-a","source":"JUDGE","outcome":"PASS"}]}
            """;

    @TempDir
    private static Path directory;

    private static Playground playground;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        playground = new Playground(directory);
    }

    @AfterAll
    static void stop() {
        playground.close();
    }

    @Test
    void anEmptyFilePublishesNothing() throws IOException {
        MonitorConfig world = playground.world("empty");

        assertThat(publish(world, file("empty.jsonl", ""))).isZero();

        assertThat(out.toString()).contains("published 0 interactions and 0 verdicts from 1 files");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aTruncatedArchivePublishesWhatIsWhole() throws IOException {
        MonitorConfig world = playground.world("truncated");
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            for (int i = 0; i < 5_000; i++) {
                gzip.write(good("i-" + Integer.toHexString(i * 7919)).getBytes(UTF_8));
            }
        }
        byte[] half = Arrays.copyOf(zipped.toByteArray(), zipped.size() / 2);
        Path file = Files.write(directory.resolve("half.jsonl.gz"), half);

        assertThat(publish(world, file.toString())).isEqualTo(2);

        assertThat(err.toString()).contains("the compressed file breaks off after line");
        assertThat(playground.readBytes(world.topics().interactions())).hasSizeBetween(500, 4_999);
    }

    @Test
    void badLinesAreReportedOneByOneAndTheRestIsPublished() throws IOException {
        MonitorConfig world = playground.world("bad");
        String file = file(
                "bad.jsonl",
                good("i-1")
                        + "{\"type\":\"interaction\",\"interactionId\":7,\"occurredAt\":\"2026-03-01T12:00:00Z\"}\n"
                        + good("i-2").replace("MISUSE", "MISCHIEF")
                        + "{\"type\":\"interaction\",\"application\":\"shop\"}\n"
                        + "{\"interactionId\":\"" + "x".repeat(10_000_000) + "\"}\n"
                        + good("i-1")
                        + good("i-3"));

        assertThat(publish(world, file)).isEqualTo(2);

        assertThat(err.toString().lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).contains("bad.jsonl:").hasSizeLessThan(1_500))
                .satisfiesExactly(
                        line -> assertThat(line).contains(":2: ", "interactionId"),
                        line -> assertThat(line).contains(":3: ", "MISCHIEF", "HALLUCINATION"),
                        line -> assertThat(line).contains(":4: "),
                        line -> assertThat(line).contains(":5: ", "longer than"));
        assertThat(out.toString()).contains("published 3 interactions", "4 lines refused");
    }

    @Test
    void strictStopsAtTheFirstBadLine() throws IOException {
        MonitorConfig world = playground.world("strict");

        assertThat(publish(world, "--strict", file("strict.jsonl", good("i-1") + "{\n" + good("i-2"))))
                .isEqualTo(2);

        assertThat(playground.readBytes(world.topics().interactions())).hasSize(1);
    }

    @Test
    void standardInputIsPublished() {
        MonitorConfig world = playground.world("stdin");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(good("i-1").getBytes(UTF_8)));
        try {
            assertThat(publish(world, "-")).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(playground.readBytes(world.topics().interactions())).hasSize(1);
    }

    @Test
    void implausibleEventsArePublishedAndRefusedByTheMonitor() throws Exception {
        MonitorConfig world = playground.world("implausible");
        String file = file(
                "implausible.jsonl",
                good("i-1970", "1970-01-01T00:00:00Z")
                        + good("i-3000", "3000-01-01T00:00:00Z")
                        + good("")
                        + good("i-1")
                        + good("i-1"));
        assertThat(publish(world, file)).isZero();

        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();
            assertThat(monitor.metric("risk_interactions_total")).isEqualTo(1);
            assertThat(monitor.metric("risk_judged_total")).isEqualTo(1);
            assertThat(monitor.metric("risk_duplicates_total")).isPositive();
        }
        assertThat(playground.readBytes(world.topics().refusals()))
                .extracting(CommandsIT::reason)
                .containsExactlyInAnyOrder("IMPLAUSIBLE_TIME", "IMPLAUSIBLE_TIME", "MISSING_ID");
    }

    @Test
    void everyMistakeInAPolicyIsReported() throws IOException {
        String policy = file("policy.yaml", """
                application: shop
                falseAlarms: {atMost: -1, per: P7D}
                segments: {maxGroups: many}
                rulez: []
                rules:
                  - {id: one, kind: failure-rate, category: MISCHIEF, ceiling: 0.05, severity: MEDIUM}
                  - {id: two, kind: failure-rate, category: MISUSE, ceiling: 7, severity: MEDIUM}
                """);
        for (List<String> command : List.of(
                List.of("policies", "check", policy),
                List.of("local", "--policies", policy, "--kafka-port", "0", "--registry-port", "0", "--port", "0"))) {
            err.getBuffer().setLength(0);
            assertThat(run(command.toArray(String[]::new))).as("%s", command).isEqualTo(2);
            assertThat(err.toString())
                    .contains(
                            "falseAlarms.atMost",
                            "segments.maxGroups",
                            "rulez",
                            "rules[0].category",
                            "rules[1].ceiling")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aPolicyIsCheckedAgainstTheTrafficThatThereIs() throws IOException {
        String policy = file("check.yaml", """
                application: shop
                rules:
                  - {id: one, kind: failure-rate, category: MISUSE, ceiling: 0.05, severity: MEDIUM}
                  - {id: two, kind: disparity, category: MISUSE, dimension: release, severity: MEDIUM}
                """);

        assertThat(run("policies", "check", "--per-hour", "500", policy)).isZero();
        assertThat(out.toString())
                .contains("one evaluator, all traffic, 500.0 an hour, at most one false alarm in 28 days: above 5.00 %")
                .contains("release=1, the least of 2 groups, 250.0 an hour");
        err.getBuffer().setLength(0);
        assertThat(run("policies", "check", "--per-hour", "1", policy)).isEqualTo(2);
        assertThat(err.toString()).contains("rules[1]: cannot work at this traffic");
    }

    @Test
    void aPortInUseIsNamedAndNothingIsLeftRunning() throws IOException {
        for (String option : List.of("--kafka-port", "--registry-port", "--port")) {
            Set<Thread> before = threadsThatKeepTheJvmAlive();
            err.getBuffer().setLength(0);
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                List<String> command = new ArrayList<>(List.of(
                        "local",
                        "--kafka-port",
                        "0",
                        "--registry-port",
                        "0",
                        "--port",
                        "0",
                        "--data-dir",
                        directory.resolve("ports").toString()));
                command.set(command.indexOf(option) + 1, Integer.toString(taken.getLocalPort()));

                assertThat(run(command.toArray(String[]::new))).as(option).isEqualTo(1);

                assertThat(err.toString().lines()).as(option).singleElement().satisfies(line -> assertThat(line)
                        .contains(Integer.toString(taken.getLocalPort()), "choose another port"));
            }
            await().pollInSameThread().atMost(Playground.PATIENCE).untilAsserted(() -> assertThat(
                            threadsThatKeepTheJvmAlive())
                    .isSubsetOf(before));
        }
    }

    @Test
    void aDataDirectoryInUseIsNamed() {
        assertThat(run(
                        "local",
                        "--kafka-port",
                        "0",
                        "--registry-port",
                        "0",
                        "--port",
                        "0",
                        "--data-dir",
                        directory.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("is already in use", "choose another directory");
    }

    @Test
    void aBrokerThatIsNotThereIsNamedWithinSeconds() throws IOException {
        Instant start = Instant.now();

        assertThat(run("run", "--config", config("127.0.0.1:1", ""))).isEqualTo(1);

        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(err.toString())
                .contains("no Kafka broker answers at 127.0.0.1:1")
                .doesNotContain("\tat ");
    }

    @Test
    void missingTopicsAreNamedWithTheCommandThatCreatesThem() throws IOException {
        assertThat(run("run", "--config", config(playground.bootstrap(), "nothing.")))
                .isEqualTo(1);

        assertThat(err.toString())
                .contains("nothing.llm.interactions", "topics create --bootstrap " + playground.bootstrap());
    }

    @Test
    void topicsAreCreatedOnceAndDescribed() {
        String[] create = {
            "topics", "create", "--bootstrap", playground.bootstrap(), "--topic-prefix", "made.", "--partitions", "3"
        };
        String[] describe = {"topics", "describe", "--bootstrap", playground.bootstrap(), "--topic-prefix", "made."};

        assertThat(run(describe)).isEqualTo(1);
        assertThat(run(create)).isZero();
        assertThat(run(create)).isZero();
        out.getBuffer().setLength(0);
        assertThat(run(describe)).isZero();

        assertThat(out.toString()).contains("made.llm.interactions").doesNotContain("missing", "but its");
    }

    @Test
    void theServiceRunsFromAFileAndItsAlertsAreListed() throws Exception {
        MonitorConfig world = playground.world("served");
        playground.publish(world, Traffic.seconds(0, 90, 60, 90));
        String config = config(playground.bootstrap(), "served.");
        int[] exit = {-1};
        Thread service = new Thread(() -> exit[0] = run("run", "--config", config));
        service.start();
        try {
            await().atMost(Playground.PATIENCE).until(() -> playground.transitions(world).stream()
                    .anyMatch(transition -> transition.contains(" FIRING ")));
        } finally {
            service.interrupt(); // as Ctrl-C does
            service.join();
        }
        assertThat(exit[0]).isZero();

        assertThat(run(
                        "alerts",
                        "list",
                        "--bootstrap",
                        playground.bootstrap(),
                        "--registry",
                        playground.registry(),
                        "--topic-prefix",
                        "served."))
                .isZero();

        assertThat(out.toString()).contains("FIRING", "HALLUCINATION", "shop");
    }

    private String config(String bootstrap, String prefix) throws IOException {
        return file("run-" + prefix + ".yaml", """
                topics: {PREFIX}
                kafka: {bootstrap.servers: "BOOTSTRAP"}
                schemaRegistry: {url: "REGISTRY"}
                http: {host: 127.0.0.1, port: 0}
                observe: {idleAfter: PT2S}
                streams: {state.dir: "STATE"}
                """.replace("PREFIX", prefix.isEmpty() ? "" : "prefix: " + prefix)
                .replace("BOOTSTRAP", bootstrap)
                .replace("REGISTRY", playground.registry())
                .replace("STATE", directory.resolve("state-run-" + prefix).toString()));
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static String good(String id) {
        return good(id, "2026-03-01T12:00:00Z");
    }

    private static String good(String id, String time) {
        return GOOD.replace("ID", id).replace("TIME", time);
    }

    private static String reason(ConsumerRecord<?, ?> refusal) {
        return new String(refusal.headers().lastHeader("risk.reason").value(), UTF_8);
    }

    private static Set<Thread> threadsThatKeepTheJvmAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }

    private int publish(MonitorConfig world, String... args) {
        List<String> command = new ArrayList<>(List.of(
                "publish",
                "--bootstrap",
                playground.bootstrap(),
                "--registry",
                playground.registry(),
                "--topic-prefix",
                world.topics().prefix()));
        command.addAll(List.of(args));
        return run(command.toArray(String[]::new));
    }

    private int run(String... args) {
        return RiskMonitor.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
