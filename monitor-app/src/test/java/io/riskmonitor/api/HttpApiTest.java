package io.riskmonitor.api;

import static io.riskmonitor.api.Published.NOON;
import static io.riskmonitor.api.Published.alert;
import static io.riskmonitor.api.Published.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.config.MonitorConfig.Http;
import io.riskmonitor.gold.GoldCounts;
import io.riskmonitor.gold.GoldStanding;
import io.riskmonitor.health.Health;
import io.riskmonitor.health.Trouble;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpApiTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Board board = new Board();
    private final HttpClient client = HttpClient.newHttpClient();
    private static final Trouble RESTORING = new Trouble("taking partitions over", "Wait");
    private static final Trouble STUCK = new Trouble("task 0_1 is stuck", "Restart");

    private Supplier<Health> health = () -> health(List.of(), List.of());
    private List<GoldStanding> gold = List.of();
    private HttpApi api;

    @BeforeEach
    void start() throws IOException {
        board.complete();
        api = start(0);
    }

    private HttpApi start(int port) throws IOException {
        CommandIntake none = new CommandIntake(
                null, command -> new CompletableFuture<>(), Duration.ofMillis(1), InstantSource.system());
        return HttpApi.start(
                new Http("localhost", port), registry, () -> health.get(), board, none, application -> gold);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void prometheusReadsText() throws Exception {
        registry.counter("risk_strays_total").increment();

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(contentType(response)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).contains("# TYPE risk_strays_total counter\nrisk_strays_total 1.0\n");
    }

    @Test
    void resultsOfGoldCasesAreThereOnceTheMonitorRuns() throws Exception {
        gold = List.of(new GoldStanding(
                "billing",
                "0a1b",
                4,
                1,
                LocalDate.parse("2026-04-25"),
                LocalDate.parse("2026-05-01"),
                new TreeMap<>(Map.of("c-1", new GoldCounts(3, 2, 1)))));

        assertThat(get("/api/v1/gold?application=billing").body()).isEqualTo("""
                [{"application":"billing","version":"0a1b","cases":4,"covered":1,"coverage":0.25,"from":"2026-04-25",\
                "to":"2026-05-01","results":[{"caseId":"c-1","passed":3,"failed":2,"unsure":1}]}]""");
        health = () -> health(List.of(), List.of(RESTORING));
        assertThat(get("/api/v1/gold").statusCode()).isEqualTo(503);
    }

    @Test
    void openMetricsIsThereForWhoAsks() throws Exception {
        HttpResponse<String> response = send(request("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"));

        assertThat(contentType(response)).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(response.body()).endsWith("# EOF\n");
    }

    @Test
    void itIsAliveWhileItRebalances() throws Exception {
        health = () -> health(List.of(), List.of(RESTORING));

        HttpResponse<String> alive = get("/healthz");
        assertThat(alive.statusCode()).isEqualTo(200);
        assertThat(alive.body()).isEqualTo("alive, but not ready: taking partitions over. Wait.\n");
        HttpResponse<String> ready = get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("not ready: taking partitions over. Wait.\n");
    }

    @Test
    void whoIsNotAliveSaysWhyAndWhatToDo() throws Exception {
        health = () -> health(List.of(STUCK, STUCK), List.of());

        HttpResponse<String> alive = get("/healthz");
        assertThat(alive.statusCode()).isEqualTo(503);
        assertThat(alive.body()).isEqualTo("not alive: task 0_1 is stuck. Restart.\n".repeat(2));
        HttpResponse<String> ready = get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("not ready: task 0_1 is stuck. Restart.\n".repeat(2));
    }

    @Test
    void itIsReadyWhenItRuns() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("alive\n");
        assertThat(get("/readyz").body()).isEqualTo("ready\n");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void alertsAreListedAsPublished() throws Exception {
        board.alert("a", alert("id-a", "FIRING", "billing", NOON));
        board.alert("b", alert("id-b", "PENDING", "search & find", NOON.plusSeconds(1)));

        assertThat(contentType(get("/api/v1/alerts"))).isEqualTo("application/json");
        assertThat(get("/api/v1/alerts").body())
                .isEqualTo("[" + alert("id-b", "PENDING", "search & find", NOON.plusSeconds(1)) + ","
                        + alert("id-a", "FIRING", "billing", NOON) + "]");
        assertThat(get("/api/v1/alerts?state=FIRING").body()).contains("id-a").doesNotContain("id-b");
        assertThat(get("/api/v1/alerts?application=search+%26%20find").body())
                .contains("id-b")
                .doesNotContain("id-a");
        assertThat(get("/api/v1/alerts?state=FIRING&application=nobody").body()).isEqualTo("[]");
    }

    @Test
    void oneAlertIsFoundByItsId() throws Exception {
        board.alert("a", alert("id-a", "FIRING", "billing", NOON));

        assertThat(get("/api/v1/alerts/id-a").body())
                .isEqualTo(alert("id-a", "FIRING", "billing", NOON).toString());
        assertProblem(get("/api/v1/alerts/id-b"), 404);
    }

    @Test
    void aStateThatDoesNotExistIsRefused() throws Exception {
        HttpResponse<String> response = get("/api/v1/alerts?state=firing");

        assertProblem(response, 400);
        assertThat(response.body())
                .contains("state must be one of [PENDING, FIRING,")
                .contains("got firing");
    }

    @Test
    void ratesAreTheLatestFindings() throws Exception {
        board.finding(finding("billing", "de", "CLEAR", NOON));
        board.finding(finding("billing", "de", "BREACH", NOON.plusSeconds(1)));

        assertThat(get("/api/v1/rates").body())
                .isEqualTo("[" + finding("billing", "de", "BREACH", NOON.plusSeconds(1)) + "]");
        assertThat(get("/api/v1/rates?application=search").body()).isEqualTo("[]");
    }

    @Test
    void aBoardThatIsStillReadIsNoAllClear() throws Exception {
        board.clear();

        assertProblem(get("/api/v1/alerts"), 503);
        assertProblem(get("/api/v1/rates"), 503);
        assertProblem(get("/api/v1/alerts/id-a"), 503);
    }

    @Test
    void unknownPathsAreNotFound() throws Exception {
        assertProblem(get("/nothing"), 404);
        assertProblem(get("/api/v1/alerts/"), 404);
        assertProblem(get("/metrics/"), 404);
    }

    @Test
    void whatIsReadCannotBeChanged() throws Exception {
        HttpResponse<String> response = send(request("/api/v1/alerts").PUT(BodyPublishers.ofString("{}")));

        assertProblem(response, 405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void headSaysHowLongTheAnswerWouldBe() throws Exception {
        HttpResponse<String> response = send(request("/readyz").method("HEAD", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Length")).contains("6");
    }

    @Test
    void aFailureTellsTheCallerNothingOfTheInside() throws Exception {
        health = () -> {
            throw new IllegalArgumentException("secret");
        };

        HttpResponse<String> response = get("/readyz");

        assertProblem(response, 500);
        assertThat(response.body()).doesNotContain("Exception", "io.riskmonitor", "secret");
    }

    @Test
    void thePageRunsNothingButItself() throws Exception {
        HttpResponse<String> response = get("/");

        assertThat(contentType(response)).isEqualTo("text/html; charset=utf-8");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self'; script-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(response.body())
                .as("no assets of others, and text stays text")
                .doesNotContainPattern("(src|href)=\"")
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write");
    }

    @Test
    void aPortInUseIsSaidPlainly() {
        assertThatThrownBy(() -> start(api.port()))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("cannot listen on localhost:" + api.port())
                .hasMessageContaining("another program");
    }

    private static Health health(List<Trouble> deadly, List<Trouble> hindering) {
        return new Health(deadly, hindering, false, Duration.ZERO, Duration.ZERO, 0);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(contentType(response)).isEqualTo("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status);
    }
}
