package io.riskmonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import io.confluent.kafka.schemaregistry.client.rest.entities.SubjectVersion;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.riskmonitor.schema.Interaction;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRegistryTest {

    private static final AvroSchema ONE_FIELD = record("{\"name\": \"a\", \"type\": \"string\"}");
    private static final AvroSchema WITH_OPTIONAL = record(
            "{\"name\": \"a\", \"type\": \"string\"}, {\"name\": \"b\", \"type\": \"string\", \"default\": \"\"}");
    private static final AvroSchema WITH_REQUIRED =
            record("{\"name\": \"a\", \"type\": \"string\"}, {\"name\": \"c\", \"type\": \"string\"}");

    @TempDir
    private Path directory;

    private LocalRegistry registry;
    private CachedSchemaRegistryClient client;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start(directory, 0);
        client = client();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void carriesAGeneratedClassThereAndBack() {
        Interaction interaction = Interaction.newBuilder()
                .setInteractionId("i-1")
                .setOccurredAt(Instant.parse("2026-05-01T12:00:00.123Z"))
                .setApplication("billing-assistant")
                .setSegments(Map.of("locale", "de"))
                .build();
        Map<String, Object> config = Map.of(
                "schema.registry.url", registry.url(),
                "avro.remove.java.properties", true,
                "specific.avro.reader", true);
        try (KafkaAvroSerializer serializer = new KafkaAvroSerializer();
                KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
            serializer.configure(config, false);
            deserializer.configure(config, false);

            byte[] bytes = serializer.serialize("llm.interactions", interaction);

            assertThat(deserializer.deserialize("llm.interactions", bytes)).isEqualTo(interaction);
        }
    }

    @Test
    void aClassThatDropsItsJavaPropertiesFindsTheSchemaThatWasRegisteredFromTheFile() throws Exception {
        int id = client.register("llm.interactions-value", new AvroSchema(withoutJavaStrings()));

        try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
            serializer.configure(
                    Map.of(
                            "schema.registry.url", registry.url(),
                            "avro.remove.java.properties", true,
                            "auto.register.schemas", false),
                    false);
            byte[] bytes = serializer.serialize(
                    "llm.interactions",
                    Interaction.newBuilder()
                            .setInteractionId("i-1")
                            .setOccurredAt(Instant.EPOCH)
                            .setApplication("a")
                            .build());

            assertThat(bytes[4]).isEqualTo((byte) id);
        }
    }

    @Test
    void aRestartKeepsIdsVersionsAndLevels() throws Exception {
        int first = client.register("s", ONE_FIELD);
        int second = client.register("s", WITH_OPTIONAL);
        int elsewhere = client.register("t", WITH_OPTIONAL);
        client.updateCompatibility("t", "FULL_TRANSITIVE");
        client.updateCompatibility(null, "NONE");

        restart();

        assertThat(List.of(first, second, elsewhere)).containsExactly(1, 2, 2);
        assertThat(client.getId("s", ONE_FIELD)).isEqualTo(first);
        assertThat(client.getVersion("s", WITH_OPTIONAL)).isEqualTo(2);
        assertThat(client.getSchemaById(second)).isEqualTo(WITH_OPTIONAL);
        assertThat(client.getAllVersionsById(second))
                .containsExactlyInAnyOrder(new SubjectVersion("s", 2), new SubjectVersion("t", 1));
        assertThat(client.getCompatibility("t")).isEqualTo("FULL_TRANSITIVE");
        assertThat(client.getCompatibility(null)).isEqualTo("NONE");
        assertThat(client.register("u", WITH_REQUIRED)).isEqualTo(3);
    }

    @Test
    void anIncompatibleChangeIsRefusedAndLeavesNothingBehind() throws Exception {
        client.register("s", ONE_FIELD);

        assertThat(client.testCompatibility("s", WITH_REQUIRED)).isFalse();
        assertThat(client.testCompatibilityVerbose("s", WITH_REQUIRED))
                .anyMatch(reason -> reason.contains("READER_FIELD_MISSING_DEFAULT_VALUE"));
        assertRefused(() -> client.register("s", WITH_REQUIRED), 409, 409);
        assertThat(client.getAllVersions("s")).containsExactly(1);
        restart();
        assertThat(client.getAllVersions("s")).containsExactly(1);
    }

    @Test
    void theLevelOfASubjectDecides() throws Exception {
        client.register("s", ONE_FIELD);
        client.updateCompatibility("s", "FORWARD");

        assertThat(client.register("s", WITH_REQUIRED)).isEqualTo(2);
    }

    @Test
    void aTransitiveLevelLooksAtEveryVersion() throws Exception {
        client.updateCompatibility("s", "NONE");
        client.register("s", WITH_REQUIRED);
        client.register("s", ONE_FIELD);
        AvroSchema otherTypeThanInTheFirst =
                record("{\"name\": \"a\", \"type\": \"string\"}, {\"name\": \"c\", \"type\": \"int\", \"default\": 0}");

        client.updateCompatibility("s", "BACKWARD");
        assertThat(client.testCompatibility("s", otherTypeThanInTheFirst)).isTrue();
        client.updateCompatibility("s", "BACKWARD_TRANSITIVE");
        assertRefused(() -> client.register("s", otherTypeThanInTheFirst), 409, 409);
    }

    @Test
    void whatIsUnknownIsNotFound() throws Exception {
        assertRefused(() -> client.getSchemaById(17), 404, 40403);
        assertRefused(() -> client.getLatestSchemaMetadata("s"), 404, 40401);
        assertRefused(() -> client.getId("s", ONE_FIELD), 404, 40401);
        assertRefused(() -> client.getCompatibility("s"), 404, 40408);
        client.register("s", ONE_FIELD);
        assertRefused(() -> client.getSchemaMetadata("s", 2), 404, 40402);
        assertRefused(() -> client.getId("s", WITH_OPTIONAL), 404, 40403);
    }

    @Test
    void askingForAnIdUnderAnotherSubjectDoesNotRegisterItThere() throws Exception {
        int id = client.register("s", ONE_FIELD);

        assertThat(client.getSchemaBySubjectAndId("t", id)).isEqualTo(ONE_FIELD);

        assertRefused(() -> client.getId("t", ONE_FIELD), 404, 40401);
        assertThat(client.getAllSubjectsById(id)).containsExactly("s");
        assertThat(client.getAllSubjects()).containsExactly("s");
    }

    @Test
    void schemasMayReferToOthers() throws Exception {
        client.register("r", ONE_FIELD);
        String schema = "{\"type\": \"record\", \"name\": \"O\", \"fields\": [{\"name\": \"r\", \"type\": \"x.R\"}]}";
        List<SchemaReference> references = List.of(new SchemaReference("x.R", "r", 1));
        int id = client.register(
                "o", client.parseSchema("AVRO", schema, references).orElseThrow());

        restart();

        assertThat(client.getSchemaById(id).references()).isEqualTo(references);
        assertThat(get("/schemas/ids/" + id).body()).contains("\"references\":[{");
    }

    @Test
    void subjectsMayHaveAnyName() throws Exception {
        for (String subject : List.of("a b", "a+b", "a/b", "50%", "äöü-值", "a?b&c=d")) {
            HttpResponse<String> answer = post("/subjects/" + encoded(subject) + "/versions", body(ONE_FIELD));

            assertThat(answer.body()).isEqualTo("{\"id\":1}");
            assertThat(get("/subjects").body()).contains("\"" + subject + "\"");
            assertThat(get("/subjects/" + encoded(subject) + "/versions").body())
                    .isEqualTo("[1]");
        }
        assertThat(client.getAllVersions("a/b")).containsExactly(1);
    }

    @Test
    void twoWhoRegisterTheSameSchemaAtOnceGetOneId() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Integer> registration = () -> {
            CachedSchemaRegistryClient own = client();
            together.await();
            return own.register("s", ONE_FIELD);
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Future<Integer> id : threads.invokeAll(List.of(registration, registration))) {
                assertThat(id.get()).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(client.getAllVersions("s")).containsExactly(1);
        assertThat(Files.readAllLines(journal())).hasSize(1);
    }

    @Test
    void anUnfinishedLastLineIsDropped() throws Exception {
        client.register("s", ONE_FIELD);
        registry.close();
        Files.writeString(journal(), "{\"subject\":\"s\",\"sche", StandardOpenOption.APPEND);

        start();

        assertThat(client.register("s", WITH_OPTIONAL)).isEqualTo(2);
        restart();
        assertThat(client.getAllVersions("s")).containsExactly(1, 2);
    }

    @Test
    void aLastLineThatMissesOnlyItsEndIsKept() throws Exception {
        client.register("s", ONE_FIELD);
        registry.close();
        Files.writeString(journal(), Files.readString(journal()).stripTrailing());

        start();

        assertThat(client.register("s", WITH_OPTIONAL)).isEqualTo(2);
        restart();
        assertThat(client.getAllVersions("s")).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"subject\":\"s\",\"sche | not a JSON object",
                "{\"subject\":\"s\",\"schema\":\"?\"} | Invalid schema",
                "{\"subject\":\"s\",\"compatibility\":\"SOME\"} | Invalid compatibility level",
            })
    void aDamagedLineIsNamed(String line, String reason) throws Exception {
        client.register("s", ONE_FIELD);
        client.register("s", WITH_OPTIONAL);
        registry.close();
        List<String> lines = Files.readAllLines(journal());
        Files.write(journal(), List.of(lines.get(0), line, lines.get(1)));

        assertThatThrownBy(() -> LocalRegistry.start(directory, 0))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContainingAll("Line 2 of " + journal(), reason);
        assertThat(Files.readAllLines(journal())).hasSize(3);
    }

    @Test
    void aPortInUseIsNamed(@TempDir Path other) {
        int port = URI.create(registry.url()).getPort();

        assertThatThrownBy(() -> LocalRegistry.start(other, port))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContainingAll("Port " + port, "choose another port");
    }

    @Test
    void aDirectoryInUseIsNamed() {
        assertThatThrownBy(() -> LocalRegistry.start(directory, 0))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContainingAll(directory.toString(), "already in use");
    }

    @Test
    void queriesThatConfluentKnowsAreAccepted() throws Exception {
        String versions = "/subjects/s/versions";
        assertThat(post(versions + "?normalize=true", body(ONE_FIELD)).body()).isEqualTo("{\"id\":1}");

        assertThat(get("/subjects?deleted=false&subjectPrefix=:*:").body()).isEqualTo("[\"s\"]");
        assertThat(get(versions + "?deleted=true&deletedOnly=false").body()).isEqualTo("[1]");
        assertThat(get("/schemas/ids/1?fetchMaxId=false&subject=s&format=resolved")
                        .body())
                .isEqualTo(body(ONE_FIELD));
        assertThat(get(versions + "/latest/schema?format=").body()).isEqualTo(ONE_FIELD.canonicalString());
        assertThat(get("/schemas/ids/1/schema").body()).isEqualTo(ONE_FIELD.canonicalString());
        assertThat(get("/config/s?defaultToGlobal=true").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
    }

    @Test
    void oneVersionTellsAllAboutItself() throws Exception {
        client.register("s", ONE_FIELD);
        client.register("s", WITH_OPTIONAL);

        SchemaMetadata latest = client.getLatestSchemaMetadata("s");

        assertThat(latest.getId()).isEqualTo(2);
        assertThat(latest.getVersion()).isEqualTo(2);
        assertThat(latest.getSchemaType()).isEqualTo("AVRO");
        assertThat(latest.getSchema()).isEqualTo(WITH_OPTIONAL.canonicalString());
        assertThat(get("/subjects/s/versions/1").body())
                .startsWith("{\"subject\":\"s\",\"version\":1,\"id\":1,")
                .doesNotContain("null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /                           |                                    | 200 | {}",
                "GET    | /schemas/types              |                                    | 200 | [\"AVRO\"]",
                "GET    | /mode                       |                                    | 200 | {\"mode\":\"READWRITE\"}",
                "GET    | /mode/s                     |                                    | 200 | {\"mode\":\"READWRITE\"}",
                "GET    | /nowhere                    |                                    | 404 | \"error_code\":404",
                "GET    | /schemas/ids/one            |                                    | 404 | \"error_code\":404",
                "DELETE | /subjects/s                 |                                    | 405 | \"error_code\":405",
                "PUT    | /mode                       | {\"mode\":\"IMPORT\"}              | 405 | \"error_code\":405",
                "GET    | /subjects/s/versions/0      |                                    | 422 | \"error_code\":42202",
                "POST   | /subjects/s/versions        | {\"schema\":\"{\"}                 | 422 | \"error_code\":42201",
                "POST   | /subjects/s/versions        | {}                                 | 422 | \"error_code\":42201",
                "POST   | /subjects/s/versions        | {\"schemaType\":\"JSON\",\"schema\":\"{}\"} | 422 | \"error_code\":42201",
                "POST   | /subjects/s/versions        | {\"schema\":\"\\\"int\\\"\",\"id\":9} | 422 | \"error_code\":42205",
                "POST   | /subjects/:.c:s/versions    | {\"schema\":\"\\\"int\\\"\"}       | 422 | \"error_code\":42208",
                "POST   | /subjects/s/versions        | {\"schema\":\"\\\"int\\\"\",\"new\":1} | 200 | {\"id\":1}",
                "POST   | /subjects/s/versions        | not JSON                           | 400 | \"error_code\":400",
                "POST   | /subjects/s/versions        | null                               | 400 | \"error_code\":400",
                "PUT    | /config                     | {\"compatibility\":\"SOME\"}       | 422 | \"error_code\":42203",
                "PUT    | /config                     | {}                                 | 422 | \"error_code\":42203",
                "PUT    | /config/s                   | {\"compatibility\":\"FULL\"}       | 200 | {\"compatibility\":\"FULL\"}",
                "POST   | /compatibility/subjects/s/versions/latest | {\"schema\":\"\\\"int\\\"\"} | 200 | {\"is_compatible\":true}",
                "POST   | /compatibility/subjects/s/versions        | {\"schema\":\"\\\"int\\\"\"} | 200 | {\"is_compatible\":true}",
                "POST   | /compatibility/subjects/s/versions/3      | {\"schema\":\"\\\"int\\\"\"} | 404 | \"error_code\":40401",
            })
    void answersAsConfluentsDoes(String method, String path, String body, int status, String part) throws Exception {
        HttpResponse<String> answer = send(method, path, body == null ? "" : body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(part);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void aHugeBodyIsRefused() throws Exception {
        assertThat(post("/subjects/s/versions", " ".repeat(2 << 20)).statusCode())
                .isEqualTo(413);
    }

    private void restart() {
        registry.close();
        start();
    }

    private Path journal() {
        return directory.resolve("registrations.jsonl");
    }

    private CachedSchemaRegistryClient client() {
        return new CachedSchemaRegistryClient(registry.url(), 100);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String body(AvroSchema schema) {
        return "{\"schema\":\"" + schema.canonicalString().replace("\"", "\\\"") + "\"}";
    }

    private static AvroSchema record(String fields) {
        return new AvroSchema(
                "{\"type\": \"record\", \"name\": \"R\", \"namespace\": \"x\", \"fields\": [" + fields + "]}");
    }

    /** What stands in the .avsc file. */
    private static String withoutJavaStrings() {
        return Interaction.getClassSchema()
                .toString()
                .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
                .replace(",\"avro.java.string\":\"String\"", "");
    }

    private static void assertRefused(Callable<?> request, int status, int code) {
        RestClientException refusal = catchThrowableOfType(RestClientException.class, request::call);
        assertThat(refusal.getStatus()).isEqualTo(status);
        assertThat(refusal.getErrorCode()).isEqualTo(code);
    }
}
