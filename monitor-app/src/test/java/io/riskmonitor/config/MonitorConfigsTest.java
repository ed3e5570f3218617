package io.riskmonitor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.riskmonitor.config.InvalidConfiguration.Complaint;
import io.riskmonitor.config.MonitorConfig.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorConfigsTest {

    private static final Path FILE = Path.of("etc", "monitor.yaml");

    private static final String SMALLEST = """
            kafka: {bootstrap.servers: "broker:9092"}
            schemaRegistry: {url: "http://registry:8081"}
            """;

    private static final Map<String, String> ENVIRONMENT =
            Map.of("PASSWORD", "s3cret$1", "PIN", "0123", "PORT", "9090");

    @Test
    void needsTheConnectionsAlone() {
        assertThat(config(SMALLEST))
                .isEqualTo(MonitorConfig.of(
                        Map.of("bootstrap.servers", "broker:9092"),
                        Map.of("schema.registry.url", "http://registry:8081")));
        assertThat(complaints("topics: {}"))
                .containsExactly("kafka.bootstrap.servers: is required", "schemaRegistry.url: is required");
    }

    @Test
    void readsEverySetting() {
        MonitorConfig config = config(SMALLEST + """
                topics: {prefix: prod.}
                streams: {num.stream.threads: 4, topology.optimization: all}
                observe:
                  pane: PT0.5S
                  outOfOrder: PT3S
                  lateness: PT20M
                  idleAfter: PT5S
                  allowedSkew: PT1M
                  verdictHorizon: P4D
                  earlyVerdicts: PT2H
                  conversationHorizon: PT12H
                  flushEvery: PT0.2S
                  maxRecordBytes: 2097152
                  refusals: {atLeast: 20, maxShare: 1, within: PT10M}
                judge: {patience: PT1M, findingsEvery: PT30S}
                http:
                  host: 127.0.0.1
                  port: 0
                  token: 0123456789-abcdef
                  readToken: fedcba-9876543210
                  tls: {certificate: tls.crt, key: /etc/tls.key}
                policies: policies/all.yaml
                health: {stuckAfter: PT2M, startWithin: PT1H}
                """);

        assertThat(config.topics().currentAlerts()).isEqualTo("prod.risk.alerts.current");
        assertThat(config.streams()).isEqualTo(Map.of("num.stream.threads", "4", "topology.optimization", "all"));
        assertThat(config.observe())
                .isEqualTo(new MonitorConfig.Observe(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(20),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofDays(4),
                        Duration.ofHours(2),
                        Duration.ofHours(12),
                        Duration.ofMillis(200),
                        2_097_152,
                        new MonitorConfig.Refusals(20, 1, Duration.ofMinutes(10))));
        assertThat(config.judge()).isEqualTo(new MonitorConfig.Judge(Duration.ofMinutes(1), Duration.ofSeconds(30)));
        assertThat(config.http())
                .isEqualTo(new Http(
                        "127.0.0.1",
                        0,
                        "0123456789-abcdef",
                        "fedcba-9876543210",
                        new Http.Tls(Path.of("etc", "tls.crt"), Path.of("/etc/tls.key"))));
        assertThat(config.toString()).doesNotContain("0123456789", "9876543210");
        assertThat(config.policies()).isEqualTo(Path.of("etc", "policies", "all.yaml"));
        assertThat(config.health()).isEqualTo(new MonitorConfig.Health(Duration.ofMinutes(2), Duration.ofHours(1)));
    }

    @Test
    void passesClientSettingsThroughAsText() {
        MonitorConfig config = config("""
                kafka:
                  bootstrap.servers: [one:9092, two:9092]
                  enable.idempotence: true
                  retries: 5
                  ssl.keystore.location: /etc/keys
                schemaRegistry: {url: "http://r", url.randomize: true, ssl.truststore.location: /t, basic.auth.user.info: "a:b"}
                """);

        assertThat(config.kafka())
                .containsEntry("bootstrap.servers", "one:9092,two:9092")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("retries", "5")
                .containsEntry("ssl.keystore.location", "/etc/keys");
        assertThat(config.schemaRegistry())
                .isEqualTo(Map.of(
                        "schema.registry.url", "http://r",
                        "schema.registry.url.randomize", "true",
                        "schema.registry.ssl.truststore.location", "/t",
                        "basic.auth.user.info", "a:b"));
    }

    @Test
    void refusesTheSameRegistrySettingUnderTwoNames() {
        assertThat(complaints(SMALLEST.replace("{url:", "{schema.registry.url: x, url:")))
                .containsExactly("schemaRegistry.url: is there twice: with and without schema.registry.");
    }

    @Test
    void takesSecretsFromFiles(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("password"), "s3cret: $1\n");
        Files.writeString(directory.resolve("long"), " ".repeat(100_000));
        Path file = directory.resolve("monitor.yaml");
        String settings = SMALLEST.replace("url:", "basic.auth.user.info: \"me:${file:password}\", url:");

        assertThat(MonitorConfigs.parse(file, settings, name -> null).schemaRegistry())
                .containsEntry("basic.auth.user.info", "me:s3cret: $1");
        assertThat(MonitorConfigs.parse(
                                file,
                                settings.replace(
                                        "password",
                                        directory.resolve("password").toString()),
                                name -> null)
                        .schemaRegistry())
                .containsEntry("basic.auth.user.info", "me:s3cret: $1");
        assertThat(catchThrowableOfType(
                        InvalidConfiguration.class,
                        () -> MonitorConfigs.parse(file, settings.replace("password", "nothing"), name -> null)))
                .hasMessageContaining(
                        "monitor.yaml:2: schemaRegistry.basic.auth.user.info: the file nothing does not exist");
        assertThat(catchThrowableOfType(
                        InvalidConfiguration.class,
                        () -> MonitorConfigs.parse(file, settings.replace("password", "long"), name -> null)))
                .hasMessageContaining("the file long is longer than 65536 bytes");
    }

    @Test
    void refusesAPasswordInAnAddressAndDoesNotRepeatIt() {
        assertThat(complaints(SMALLEST.replace("http://", "https://me:s3cret@")))
                .singleElement()
                .asString()
                .startsWith("schemaRegistry.url: must have no user and password in it")
                .doesNotContain("s3cret");
    }

    @Test
    void aCertificateNeedsItsKey() {
        assertThat(complaints(SMALLEST + "http: {tls: {certificate: c}}")).containsExactly("http.tls.key: is required");
    }

    @Test
    void takesSecretsFromTheEnvironment() {
        MonitorConfig config = config("""
                kafka:
                  bootstrap.servers: broker:9092
                  sasl.jaas.config: 'Login required username="me" password="${PASSWORD}";'
                  pin: ${PIN}
                  left.to.kafka: ${file:/etc/secrets:key}
                schemaRegistry: {url: "http://registry:8081"}
                http: {port: "${PORT}"}
                """);

        assertThat(config.kafka())
                .containsEntry("sasl.jaas.config", "Login required username=\"me\" password=\"s3cret$1\";")
                .containsEntry("pin", "0123")
                .containsEntry("left.to.kafka", "${file:/etc/secrets:key}");
        assertThat(config.http().port()).isEqualTo(9090);
        assertThat(config.toString()).doesNotContain("s3cret");
    }

    @Test
    void aTokenIsLongEnoughNotToBeGuessedAndIsNeverShown() {
        String text = SMALLEST + "http: {token: \"${TOKEN}\"}";
        for (String token : List.of("0123456789abcdef", "1234567890123456", "dGhlIHRva2VuIG9mIGFkYQ==")) {
            MonitorConfig config = MonitorConfigs.parse(FILE, text, name -> token);
            assertThat(config.http().token()).isEqualTo(token);
            assertThat(config.toString()).doesNotContain(token).contains("token=set");
        }
        for (String token : List.of("0123456789abcde", "0123456789 abcdef", "0123456789abcdef\n", "1234567")) {
            assertThat(catchThrowableOfType(
                            InvalidConfiguration.class, () -> MonitorConfigs.parse(FILE, text, name -> token)))
                    .hasMessageContaining("http.token: must have 16 to 1024 letters, digits, ")
                    .hasMessageNotContaining(token);
        }
        assertThat(config(SMALLEST).http().token()).isNull();
    }

    @Test
    void namesAMissingVariableOnceAndWhereItIsUsed() {
        InvalidConfiguration invalid = invalid(SMALLEST + "http:\n  port: ${NO_PORT}\n");

        assertThat(invalid).hasMessage(FILE + ":4: http.port: the environment variable NO_PORT is not set");
    }

    @Test
    void reportsEveryProblemAtItsPath() {
        assertThat(complaints("""
                        kafka: {bootstrap.servers: "broker:9092", client.id: }
                        schemaRegistry: {url: "http://registry:8081", auth: {user: me}}
                        topics: {prefix: "a b"}
                        observe: {pane: PT0.7S, lateness: PT1S, maxRecordBytes: 1, idelAfter: PT1S}
                        judge: {patience: PT2S}
                        http: {port: 70000}
                        polices: x
                        """))
                .containsExactlyInAnyOrder(
                        "kafka.client.id: has no value",
                        "schemaRegistry.auth: must be one value, got a map",
                        "topics.prefix: must have at most 200 letters, digits, '.', '_' and '-', got 'a b'",
                        "observe.pane: must be a whole part of a minute, for instance PT0.5S, PT1S or PT10S, got PT0.7S",
                        "observe.lateness: must be at least observe.outOfOrder (PT2S), got PT1S",
                        "observe.maxRecordBytes: must be a whole number from 1024 to 104857600, got 1",
                        "observe.idelAfter: unknown key, did you mean idleAfter?",
                        "judge.patience: must be at least observe.idleAfter (PT10S), got PT2S",
                        "http.port: must be a whole number from 0 to 65535, got 70000",
                        "polices: unknown key, did you mean policies?");
    }

    @Test
    void takesOneDocument() {
        assertThat(invalid(SMALLEST + "---\n" + SMALLEST)).hasMessage(FILE + ": has more than one document");
        assertThat(invalid("")).hasMessage(FILE + ": has no settings");
    }

    @Test
    void theDefaultsAreInTheirRanges() {
        MonitorConfig.Observe observe = MonitorConfig.Observe.DEFAULT;
        MonitorConfig.Judge judge = MonitorConfig.Judge.DEFAULT;
        MonitorConfig config = config(SMALLEST
                + """
                observe: {pane: %s, outOfOrder: %s, lateness: %s, idleAfter: %s, allowedSkew: %s, verdictHorizon: %s,
                  earlyVerdicts: %s, conversationHorizon: %s, flushEvery: %s, maxRecordBytes: %s,
                  refusals: {atLeast: %s, maxShare: %s, within: %s}}
                judge: {patience: %s, findingsEvery: %s}
                """.formatted(
                                observe.pane(),
                                observe.outOfOrder(),
                                observe.lateness(),
                                observe.idleAfter(),
                                observe.allowedSkew(),
                                observe.verdictHorizon(),
                                observe.earlyVerdicts(),
                                observe.conversationHorizon(),
                                observe.flushEvery(),
                                observe.maxRecordBytes(),
                                observe.refusals().atLeast(),
                                observe.refusals().maxShare(),
                                observe.refusals().within(),
                                judge.patience(),
                                judge.findingsEvery()));

        assertThat(config.observe()).isEqualTo(observe);
        assertThat(config.judge()).isEqualTo(judge);
    }

    @Test
    void mutationsOfAValidFileNeverBreakTheReader() {
        Random random = new Random(20261123);
        String valid =
                SMALLEST + "observe: {pane: PT1S, lateness: PT10M}\nhttp:\n  port: ${PORT}\npolicies: a/b.yaml\n";
        for (int i = 0; i < 5_000; i++) {
            try {
                config(PolicyFilesTest.mutated(valid, random));
            } catch (InvalidConfiguration expected) {
                assertThat(expected.complaints()).isNotEmpty();
            }
        }
    }

    private static MonitorConfig config(String text) {
        return MonitorConfigs.parse(FILE, text, ENVIRONMENT::get);
    }

    private static InvalidConfiguration invalid(String text) {
        InvalidConfiguration invalid = catchThrowableOfType(InvalidConfiguration.class, () -> config(text));
        assertThat(invalid).as("a complaint about %s", text).isNotNull();
        return invalid;
    }

    private static List<String> complaints(String text) {
        return invalid(text).complaints().stream()
                .map(Complaint::problem)
                .map(Object::toString)
                .toList();
    }
}
