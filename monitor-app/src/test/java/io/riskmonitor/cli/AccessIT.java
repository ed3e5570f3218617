package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riskmonitor.cli.AccessPlan.Role;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.local.RecordingAuthorizer;
import io.riskmonitor.local.RecordingAuthorizer.Asked;
import io.riskmonitor.local.RegistryFront;
import io.riskmonitor.local.SecureKafka;
import io.riskmonitor.local.TestCertificate;
import java.io.IOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.tools.AclCommand;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everybody works with exactly the rights that {@code topics describe --acls} prints, over SASL_SSL with SCRAM and a registry
 * behind TLS and basic authentication.
 *
 * <p>Meanwhile everything that is logged and shown is searched for their passwords and tokens.
 *
 * <p>Why none of the rights can be left out: the broker's authorizer remembers every right that was asked for while all
 * roles went through all they do. Then each entry is taken from the broker, one after the other, and the authorizer is
 * asked once more what it was asked before: something that was done with this very operation, not with one that includes it, must
 * be denied now. That takes milliseconds, and a run of everything half a minute; for two of them the program itself is run. And
 * nothing is missing, for nothing was denied.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AccessIT {

    private static final String PREFIX = "secured.";
    private static final String TOKEN = "the-token-of-this-test";
    private static final String READ_TOKEN = "the-token-of-whoever-reads";
    private static final String REGISTRY_PASSWORD = "registry-password";
    private static final String STORE_PASSWORD = "store-password";
    private static final String WRONG = "wrong-one";

    private static final String POLICY = """
            application: shop
            owner: {team: support-ai}
            escalation: [{notify: on-call}]
            rules:
              - {id: leak, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN], severity: CRITICAL, dimensions: []}
            """;

    private static final String GOLD = """
            {"type":"gold","caseId":"capital","application":"shop","expected":["Paris"],"grading":{"method":"CONTAINS"}}
            """;

    /** Lately: who decides does so by the clock. In the middle of an hour, so that there is one review. */
    private static final Instant LATELY = Instant.now()
            .minus(Duration.ofHours(1))
            .truncatedTo(ChronoUnit.HOURS)
            .plus(Duration.ofMinutes(30));

    @TempDir
    private static Path directory;

    private static TestCertificate certificate;
    private static SecureKafka kafka;
    private static Playground playground;
    private static RegistryFront registry;
    private static MonitorConfig world;
    private static SecretWatch secrets;

    @BeforeAll
    static void start() throws Exception {
        secrets = new SecretWatch(
                List.of(TOKEN, READ_TOKEN, REGISTRY_PASSWORD, STORE_PASSWORD, WRONG, password(Role.MONITOR)));
        certificate = TestCertificate.make(directory.resolve("tls"), STORE_PASSWORD);
        kafka = SecureKafka.start(directory.resolve("kafka"), certificate);
        playground = new Playground(directory, kafka.kafka());
        world = playground.world("secured");
        registry = RegistryFront.start(playground.registry(), certificate, "monitor", REGISTRY_PASSWORD);
        Map<String, String> passwords = new HashMap<>();
        for (Role role : Role.values()) {
            passwords.put("risk-" + role, password(role));
        }
        kafka.createUsers(passwords);
        grant();
    }

    @AfterAll
    static void stop() {
        registry.close();
        playground.close();
        secrets.close();
        assertThat(secrets.read()).isGreaterThan(1_000);
        assertThat(secrets.leaks())
                .as("passwords and tokens that anybody gets to see")
                .isEmpty();
    }

    /** Runs what is printed, as an administrator does. */
    private static void grant() {
        List<String> printed = Terminal.run(
                        0,
                        "topics",
                        "describe",
                        "--acls",
                        "--bootstrap",
                        playground.bootstrap(),
                        "--topic-prefix",
                        PREFIX)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(printed).allMatch(line -> line.startsWith("kafka-acls.sh "));
        printed.forEach(line ->
                AclCommand.main(line.substring("kafka-acls.sh ".length()).split(" ")));
    }

    @Test
    void everybodyHasWhatTheyNeedAndNothingElse() throws Exception {
        RecordingAuthorizer.forget();
        everybodyDoesTheirPart();

        assertThat(RecordingAuthorizer.denied())
                .as("publish would like to warn of a short retention, and does without")
                .allMatch(asked -> asked.operation() == AclOperation.DESCRIBE_CONFIGS
                        && asked.resource().name().equals(world.topics().interactions())
                        && !asked.principal().equals(Role.MONITOR.principal()));
        List<Asked> asked = RecordingAuthorizer.allowed();
        List<String> superfluous = new ArrayList<>();
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(playground.clients()))) {
            for (AclBinding right : rights()) {
                List<Asked> covered =
                        asked.stream().filter(each -> isCovered(right, each)).toList();
                admin.deleteAcls(List.of(right.toFilter())).all().get();
                patiently().until(() -> admin.describeAcls(right.toFilter())
                        .values()
                        .get()
                        .isEmpty());
                if (covered.stream().allMatch(RecordingAuthorizer::isAllowedNow)) {
                    superfluous.add(right.toString());
                }
                admin.createAcls(List.of(right)).all().get();
            }
            assertThat(superfluous).isEmpty();
            assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get())
                    .containsExactlyInAnyOrderElementsOf(rights());
        }
    }

    @Test
    void whoLacksARightIsToldWhich() throws Exception {
        String event = file("one.jsonl", interaction("one", LATELY, "PASS"));
        without(right(Role.PUBLISHER, world.topics().interactions()), () -> assertThat(
                        type(Role.PUBLISHER, 1, List.of("publish"), event))
                .contains("cannot describe topic secured.llm.interactions", "topics describe --acls"));
        String monitor = config(freePort(), Path.of(file("none.yaml", POLICY)));
        without(right(Role.MONITOR, world.topics().digests()), () -> assertThat(
                        Terminal.run(1, "run", "--config", monitor))
                .contains("cannot describe topic secured.risk.digests", "topics describe --acls"));
    }

    private interface Doing {
        void run() throws Exception;
    }

    /** Takes a right away, and gives it back. */
    private static void without(AclBinding right, Doing doing) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(playground.clients()))) {
            admin.deleteAcls(List.of(right.toFilter())).all().get();
            try {
                doing.run();
            } finally {
                admin.createAcls(List.of(right)).all().get();
            }
        }
    }

    /** The right to write. */
    private static AclBinding right(Role role, String name) {
        return rights().stream()
                .filter(right -> right.entry().principal().equals(role.principal()))
                .filter(right -> right.pattern().name().equals(name))
                .filter(right -> right.entry().operation() == AclOperation.WRITE)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoDoesNotGetInIsToldWhatToCheck() throws Exception {
        Path policies = Path.of(file("unused.yaml", POLICY));
        String right = Files.readString(Path.of(config(freePort(), policies)));
        String registry = file("registry.yaml", right.replace(REGISTRY_PASSWORD, WRONG));
        assertThat(run(1, registry))
                .contains("the schema registry at " + AccessIT.registry.url() + " does not let us in")
                .contains("basic.auth.user.info")
                .doesNotContain(WRONG);
        String untrusting = file("untrusting.yaml", right.replace("schema.registry.ssl.truststore", "unused"));
        assertThat(run(1, untrusting))
                .contains("there is no trust between us", "schema.registry.ssl.truststore.location");
        String broker = file("broker.yaml", right.replace(password(Role.MONITOR), WRONG));
        assertThat(run(1, broker))
                .contains("does not let us in", "sasl.jaas.config")
                .doesNotContain(WRONG);
    }

    private static String run(int exit, String config) {
        return secrets.shown(Terminal.run(exit, "run", "--verbose", "--config", config));
    }

    private static boolean isCovered(AclBinding right, Asked asked) {
        String name = asked.resource().name();
        return asked.principal().equals(right.entry().principal())
                && asked.operation() == right.entry().operation()
                && asked.resource().resourceType() == right.pattern().resourceType()
                && (right.pattern().patternType() == PatternType.PREFIXED
                        ? name.startsWith(right.pattern().name())
                        : name.equals(right.pattern().name()));
    }

    private static List<AclBinding> rights() {
        return new AccessPlan(world.topics(), world.topics().applicationId())
                .rights().stream()
                        .flatMap(right -> right.bindings(right.role().principal()))
                        .toList();
    }

    private static void everybodyDoesTheirPart() throws Exception {
        type(Role.OWNER, 0, List.of("publish"), file("gold.jsonl", GOLD));
        type(Role.PUBLISHER, 0, List.of("publish"), file("events.jsonl", events()));
        Path policies = Path.of(file("policies.yaml", POLICY));
        int port = freePort();
        try (Run run = new Run(config(port, policies))) {
            type(Role.OWNER, 0, List.of("policies", "apply"), policies.toString());
            patiently().until(() -> lastReview().equals("OPEN"));
            type(
                    Role.RESPONDER,
                    0,
                    List.of("reviews", "decide"),
                    "--confirm",
                    "--by",
                    "ada",
                    "--application",
                    "shop",
                    "i-4");
            type(
                    Role.RESPONDER,
                    0,
                    List.of("reviews", "close"),
                    "--by",
                    "ada",
                    playground
                            .read(world.topics().reviews())
                            .get(0)
                            .value()
                            .get("reviewId")
                            .toString());
            patiently()
                    .until(() ->
                            !playground.read(world.topics().currentAlerts()).isEmpty());
            String alert = playground
                    .read(world.topics().currentAlerts())
                    .get(0)
                    .value()
                    .get("alertId")
                    .toString();
            patiently().until(() -> acknowledge(port, alert) == 202);
            type(Role.RESPONDER, 0, List.of("alerts", "ack"), "--by", "ada", alert);
            for (String topic : List.of(
                    world.topics().findings(),
                    world.topics().alerts(),
                    world.topics().escalations(),
                    world.topics().digests(),
                    world.topics().flagged(),
                    world.topics().verdicts(),
                    world.topics().refusals(),
                    world.topics().acceptedGold())) {
                patiently().untilAsserted(() -> assertThat(playground.readBytes(topic))
                        .as(topic)
                        .isNotEmpty());
            }
            type(Role.SUBSCRIBER, 0, List.of("alerts", "list"));
            lookAround(port);
            subscribe(
                    Role.SUBSCRIBER,
                    world.topics().findings(),
                    world.topics().alerts(),
                    world.topics().currentAlerts(),
                    world.topics().escalations(),
                    world.topics().reviews(),
                    world.topics().digests(),
                    world.topics().flagged());
            subscribe(Role.INSPECTOR, world.topics().refusals());
            // records of internal topics are deleted after a while
            patiently().until(() -> RecordingAuthorizer.allowed().stream()
                    .anyMatch(asked -> asked.operation().name().equals("DELETE")));
        }
    }

    /** Old ones, so that a week is over; a gold probe; failures to review; one that is refused. */
    private static String events() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            lines.append(
                    interaction("old-" + i, LATELY.minus(Duration.ofDays(9)).plusSeconds(i), "PASS"));
        }
        for (int i = 0; i < 6; i++) {
            lines.append(interaction("i-" + i, LATELY.plusSeconds(i), "FAIL"));
        }
        lines.append("{\"type\":\"verdict\",\"interactionId\":\"i-1\",\"judgedAt\":\"")
                .append(LATELY.plusSeconds(9))
                .append("\",\"category\":\"TOXICITY_ABUSE\",\"evaluator\":\"judge-a\",\"source\":\"JUDGE\",")
                .append("\"outcome\":\"PASS\"}\n");
        lines.append("{\"type\":\"interaction\",\"interactionId\":\"future\",\"occurredAt\":\"2100-01-01T00:00:00Z\",")
                .append("\"application\":\"shop\"}\n");
        return lines.toString();
    }

    private static String interaction(String id, Instant at, String outcome) {
        return "{\"type\":\"interaction\",\"interactionId\":\"" + id + "\",\"occurredAt\":\"" + at
                + "\",\"application\":\"shop\",\"verdicts\":[{\"category\":\"DATA_LEAKAGE\",\"evaluator\":\"judge-a\","
                + "\"source\":\"JUDGE\",\"outcome\":\"" + outcome + "\"}]}\n";
    }

    private static String lastReview() {
        List<ConsumerRecord<String, org.apache.avro.generic.GenericRecord>> reviews =
                playground.read(world.topics().reviews());
        return reviews.isEmpty()
                ? ""
                : reviews.get(reviews.size() - 1).value().get("state").toString();
    }

    private static void lookAround(int port) throws Exception {
        for (String path :
                List.of("/", "/metrics", "/healthz", "/api/v1/alerts", "/api/v1/rates", "/api/v1/gold", "/x")) {
            for (String token : List.of(READ_TOKEN, WRONG)) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .build();
                HttpResponse<String> response =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                secrets.shown(response.headers().map() + response.body());
            }
        }
    }

    private static int acknowledge(int port, String alert) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/alerts/" + alert + "/acknowledge"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"by\": \"ada\"}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Reads as any program does that belongs to a group. */
    private static void subscribe(Role role, String... topics) {
        Map<String, Object> settings = new HashMap<>(client(role));
        settings.put("group.id", PREFIX + "risk-" + role + "-pager");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        for (String topic : topics) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(topic));
                patiently().pollInSameThread().until(() -> !consumer.poll(Duration.ofMillis(200))
                        .isEmpty());
                consumer.commitSync();
            }
        }
    }

    /** A command of the program by somebody who has logged in. */
    private static String type(Role role, int exit, List<String> command, String... args) throws IOException {
        Properties properties = new Properties();
        properties.putAll(client(role));
        properties.putAll(registrySettings());
        Path file = directory.resolve(role + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("--bootstrap", kafka.secureServers(), "--registry", registry.url()));
        line.addAll(List.of("--topic-prefix", PREFIX, "--properties", file.toString()));
        line.addAll(List.of(args));
        return secrets.shown(Terminal.run(exit, line.toArray(String[]::new)));
    }

    private static Map<String, String> client(Role role) {
        return kafka.client("risk-" + role, password(role));
    }

    private static String password(Role role) {
        return "password-of-" + role;
    }

    private static Map<String, String> registrySettings() {
        return new TreeMap<>(Map.of(
                "basic.auth.credentials.source",
                "USER_INFO",
                "basic.auth.user.info",
                "monitor:" + REGISTRY_PASSWORD,
                "schema.registry.ssl.truststore.location",
                certificate.trustStore().toString(),
                "schema.registry.ssl.truststore.type",
                "PKCS12",
                "schema.registry.ssl.truststore.password",
                certificate.password()));
    }

    private static String config(int port, Path policies) throws IOException {
        file("read-token", READ_TOKEN + "\n");
        file("registry-password", REGISTRY_PASSWORD + "\n");
        Map<String, String> connection = new TreeMap<>(registrySettings());
        connection.put("url", registry.url());
        Map<String, String> streams = new TreeMap<>(world.streams());
        streams.put("repartition.purge.interval.ms", "1000");
        return file(
                "monitor.yaml",
                "topics: {prefix: " + PREFIX + "}\n"
                        + section("kafka", client(Role.MONITOR))
                        + section("schemaRegistry", connection)
                        + section("streams", streams)
                        + "observe: {idleAfter: PT2S, earlyVerdicts: PT1S}\n"
                        + "http: {host: 127.0.0.1, port: " + port + ", token: " + TOKEN
                        + ", readToken: '${file:read-token}'}\n"
                        + "policies: " + policies.getFileName() + "\n");
    }

    private static String section(String name, Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "  " + setting.getKey() + ": '" + setting.getValue() + "'\n")
                .collect(Collectors.joining("", name + ":\n", ""));
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** {@code run --config} in a thread, until it is closed as by Ctrl-C. */
    private static final class Run implements AutoCloseable {

        private final Thread thread;
        private volatile int exit = -1;

        Run(String config) {
            thread = new Thread(() -> exit = RiskMonitor.commandLine().execute("run", "--config", config));
            thread.start();
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
            assertThat(exit).isZero();
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(Playground.PATIENCE);
    }
}
