package io.riskmonitor.api;

import static io.riskmonitor.api.Published.NOON;
import static io.riskmonitor.api.Published.alert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.config.MonitorConfig.Http;
import io.riskmonitor.health.Health;
import io.riskmonitor.wire.JsonCommand;
import io.riskmonitor.wire.PlainJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people send over HTTP, and what becomes of it. */
class CommandIntakeTest {

    static final Health HEALTHY = new Health(List.of(), List.of(), false, Duration.ZERO, Duration.ZERO, 0);

    private static final String TOKEN = "a-token-of-16-letters";
    private static final String ACKNOWLEDGE = "/api/v1/alerts/id-a/acknowledge";

    private final Board board = new Board();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<JsonCommand.Valid> sent = new ArrayList<>();
    private Function<JsonCommand.Valid, Future<?>> brokers = command -> {
        sent.add(command);
        return CompletableFuture.completedFuture("taken");
    };
    private HttpApi api;

    @BeforeEach
    void start() throws IOException {
        board.complete();
        board.alert("a", alert("id-a", "FIRING", "billing", NOON));
        api = api(TOKEN);
    }

    private HttpApi api(@Nullable String token) throws IOException {
        CommandIntake intake = new CommandIntake(
                token, command -> brokers.apply(command), Duration.ofMillis(100), InstantSource.fixed(NOON));
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        return HttpApi.start(
                new Http("localhost", 0), registry, () -> HEALTHY, board, intake, application -> List.of());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void anAlertIsAcknowledged() throws Exception {
        HttpResponse<String> response =
                post(ACKNOWLEDGE, "{\"by\": \"ada\", \"reason\": \"looking\", \"commandId\": \"c-1\"}");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .isEqualTo("{\"commandId\":\"c-1\",\"application\":\"billing\",\"kind\":\"ACKNOWLEDGE\"}");
        assertSent("""
                {"commandId": "c-1", "application": "billing", "kind": "ACKNOWLEDGE", "at": "2026-05-01T12:00:00Z",
                 "by": "ada", "reason": "looking", "alertId": "id-a", "matchers": {}}""");
    }

    @Test
    void anAlertIsClosed() throws Exception {
        assertThat(post("/api/v1/alerts/id-a/close", "{\"by\": \"ada\", \"commandId\": \"c-1\"}")
                        .statusCode())
                .isEqualTo(202);
        assertSent("""
                {"commandId": "c-1", "application": "billing", "kind": "CLOSE", "at": "2026-05-01T12:00:00Z",
                 "by": "ada", "alertId": "id-a", "matchers": {}}""");
    }

    @Test
    void anAlertIsSilencedForAWhileOrUntilATime() throws Exception {
        String silence = "/api/v1/alerts/id-a/silence";
        post(silence, "{\"by\": \"ada\", \"commandId\": \"c-1\", \"for\": \"PT2H\"}");
        post(silence, "{\"by\": \"ada\", \"commandId\": \"c-1\", \"until\": \"2026-05-01T14:00:00Z\"}");
        post(silence, "{\"by\": \"ada\", \"commandId\": \"c-1\", \"until\": 1777644000000}");

        assertThat(sent).hasSize(3).allSatisfy(command -> assertThat(PlainJson.of(command.value()))
                .isEqualTo(json("""
                        {"commandId": "c-1", "application": "billing", "kind": "SILENCE", "at": "2026-05-01T12:00:00Z",
                         "by": "ada", "matchers": {"alertId": "id-a"}, "until": "2026-05-01T14:00:00Z"}""")));
    }

    @Test
    void aCommandWithoutIdGetsOneOfItsOwn() throws Exception {
        post(ACKNOWLEDGE, "{\"by\": \"ada\"}");
        HttpResponse<String> response = post(ACKNOWLEDGE, "{\"by\": \"ada\"}");

        assertThat(sent)
                .extracting(JsonCommand.Valid::commandId)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(response.body()).contains(sent.get(1).commandId());
    }

    @Test
    void anyCommandGoesInTheFormOfItsTopic() throws Exception {
        HttpResponse<String> response = post("/api/v1/commands", """
                {"kind": "PAUSE", "application": "billing", "matchers": {"rule": "canary"}, "by": "ada",
                 "commandId": "c-1", "at": "2026-05-01T11:00:00Z", "for": "PT2H"}""");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertSent("""
                {"commandId": "c-1", "application": "billing", "kind": "PAUSE", "at": "2026-05-01T11:00:00Z",
                 "by": "ada", "matchers": {"rule": "canary"}, "until": "2026-05-01T13:00:00Z"}""");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws Exception {
        assertProblem(
                post("/api/v1/commands", """
                        {"kind": "SILENCE", "by": 5, "aplication": "billing", "matchers": {"colour": "red"},
                         "until": "tomorrow"}"""),
                400,
                "by: expected a string, got 5",
                "aplication: unknown key, did you mean application?",
                "until: expected a time such as",
                "application is required",
                "matchers.colour must be one of [alertId,");
        assertProblem(post(ACKNOWLEDGE, "{}"), 400, "by is required");
        assertProblem(
                post(ACKNOWLEDGE, "{\"by\": \"ada\", \"alertId\": \"id-b\", \"for\": \"PT1H\"}"),
                400,
                "alertId: unknown key; for: unknown key");
        assertProblem(
                post("/api/v1/alerts/id-a/silence", "{\"by\": \"ada\", \"for\": \"2 hours\"}"),
                400,
                "\"for: expected an ISO 8601 duration such as PT2H or P1D, got \\\"2 hours\\\"\"");
        assertProblem(
                post("/api/v1/alerts/id-a/silence", "{\"by\": \"ada\", \"for\": \"-PT2H\"}"),
                400,
                "until must be after at, 2026-05-01T12:00:00Z, got 2026-05-01T10:00:00Z");
        assertProblem(
                post("/api/v1/alerts/id-a/silence", "{\"by\": \"ada\", \"for\": \"PT2H\", \"until\": 1}"),
                400,
                "for must not stand beside until");
        assertThat(sent).isEmpty();
    }

    @Test
    void whatIsNoJsonObjectIsRefusedWithThePlace() throws Exception {
        assertProblem(post(ACKNOWLEDGE, "{\"by\": ada}"), 400, "invalid JSON at line 1, column");
        assertProblem(post(ACKNOWLEDGE, "{\"by\": \"ada\", \"by\": \"bob\"}"), 400, "Duplicate field 'by'");
        assertProblem(post(ACKNOWLEDGE, ""), 400, "expected an object, got nothing");
        assertProblem(post(ACKNOWLEDGE, "[1]"), 400, "expected an object, got [1]");
        assertProblem(post(ACKNOWLEDGE, "{\"by\": \"ada\"} {}"), 400, "a second value");
        assertThat(sent).isEmpty();
    }

    @Test
    void whoDoesNotKnowTheTokenMaySayNothing() throws Exception {
        for (String header : List.of("", "Bearer", "Bearer wrong", "Basic " + TOKEN, "Bearer " + TOKEN + "x", TOKEN)) {
            HttpResponse<String> response = send(request(ACKNOWLEDGE, "{\"by\": \"ada\"}")
                    .setHeader("Authorization", header)
                    .setHeader("Content-Type", "application/json"));
            assertProblem(response, 401, "Authorization: Bearer");
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(response.body()).doesNotContain(TOKEN);
        }
        assertThat(sent).isEmpty();
        assertThat(get("/api/v1/alerts").statusCode()).as("reading stays open").isEqualTo(200);
    }

    @Test
    void whereNoTokenIsSetNothingIsTaken() throws Exception {
        api.close();
        api = api(null);
        for (String path : List.of(ACKNOWLEDGE, "/api/v1/commands", "/api/v1/alerts", "/nothing")) {
            assertProblem(post(path, "{\"by\": \"ada\"}"), 403, "http.token is to be set");
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void onlyAnOpenAlertCanBeAnsweredAndOnlyOnceTheBoardIsRead() throws Exception {
        assertProblem(post("/api/v1/alerts/id-b/acknowledge", "{\"by\": \"ada\"}"), 404, "No alert has this id");
        board.clear();
        HttpResponse<String> response = post(ACKNOWLEDGE, "{\"by\": \"ada\"}");
        assertProblem(response, 503, "still being read");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(sent).isEmpty();
    }

    @Test
    void everyPathSaysWhatIsPossibleThere() throws Exception {
        assertAllowed(get(ACKNOWLEDGE), "POST");
        assertAllowed(get("/api/v1/commands"), "POST");
        assertAllowed(send(request("/api/v1/commands", "{}").PUT(BodyPublishers.ofString("{}"))), "POST");
        assertAllowed(post("/api/v1/alerts", "{}"), "GET, HEAD");
        assertAllowed(post("/api/v1/alerts/id-a", "{}"), "GET, HEAD");
        assertAllowed(post("/metrics", "{}"), "GET, HEAD");
        assertProblem(post("/api/v1/alerts/id-a/resolve", "{}"), 404, "nothing at this path");
        assertProblem(get("/api/v1/alerts/id-a/close/x"), 404, "nothing at this path");
    }

    @Test
    void aBodyIsJsonAndNotTooLong() throws Exception {
        assertProblem(
                send(request(ACKNOWLEDGE, "by=ada").setHeader("Content-Type", "application/x-www-form-urlencoded")),
                415,
                "application/json");
        assertThat(send(request(ACKNOWLEDGE, "{\"by\": \"ada\"}")
                                .setHeader("Content-Type", "Application/JSON; charset=utf-8"))
                        .statusCode())
                .isEqualTo(202);
        String longest = "{\"by\": \"ada\"}" + " ".repeat(CommandIntake.MAX_BYTES - 13);
        assertThat(post(ACKNOWLEDGE, longest).statusCode()).isEqualTo(202);
        assertProblem(post(ACKNOWLEDGE, longest + " "), 413, "at most 65536 bytes");
    }

    @Test
    void brokersThatDoNotAnswerAreSaidSoAndTheCommandCanBeRepeated() throws Exception {
        brokers = command -> new CompletableFuture<>();
        HttpResponse<String> response = post(ACKNOWLEDGE, "{\"by\": \"ada\", \"commandId\": \"c-1\"}");
        assertProblem(response, 503, "Try again with commandId c-1");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");

        brokers = command -> CompletableFuture.failedFuture(new IllegalStateException("inside"));
        assertProblem(post(ACKNOWLEDGE, "{\"by\": \"ada\"}"), 503, "have not confirmed the command");
        brokers = command -> {
            throw new SerializationException("inside");
        };
        response = post(ACKNOWLEDGE, "{\"by\": \"ada\"}");
        assertProblem(response, 503, "have not confirmed the command");
        assertThat(response.body()).doesNotContain("inside");
    }

    private void assertSent(String command) throws IOException {
        assertThat(sent).hasSize(1);
        assertThat(PlainJson.of(sent.get(0).value())).isEqualTo(json(command));
        assertThat(sent.get(0).application()).isEqualTo("billing");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static void assertAllowed(HttpResponse<String> response, String allowed) {
        assertProblem(response, 405, allowed);
        assertThat(response.headers().firstValue("Allow")).contains(allowed);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String... saying) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains(saying);
    }

    private HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path, body).header("Content-Type", "application/json"));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path, "").GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
