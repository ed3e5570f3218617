package io.riskmonitor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.config.MonitorConfig.Http;
import io.riskmonitor.config.MonitorConfig.Http.Tls;
import io.riskmonitor.local.TestCertificate;
import io.riskmonitor.wire.JsonCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read and who may send, and over what. */
class HttpAccessTest {

    private static final String READ = "token-for-reading";
    private static final String SEND = "token-for-sending";
    private static final String COMMAND =
            "{\"kind\": \"PAUSE\", \"application\": \"a\", \"for\": \"PT1H\", \"by\": \"b\"}";
    private static final List<String> GUARDED = List.of(
            "/",
            "/metrics",
            "/api/v1/alerts",
            "/api/v1/alerts/x",
            "/api/v1/rates",
            "/api/v1/gold",
            "/nothing",
            "/%2e%2e");

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<JsonCommand.Valid> sent = new ArrayList<>();
    private HttpApi api;

    private void serve(Http http) throws IOException {
        Board board = new Board();
        board.complete();
        CommandIntake intake = new CommandIntake(
                http.token(),
                command -> {
                    sent.add(command);
                    return CompletableFuture.completedFuture("taken");
                },
                Duration.ofSeconds(1),
                InstantSource.system());
        api = HttpApi.start(
                http,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> CommandIntakeTest.HEALTHY,
                board,
                intake,
                application -> List.of());
    }

    @AfterEach
    void stop() {
        if (api != null) {
            api.close();
        }
    }

    @Test
    void whoHasNoTokenSeesOnlyWhetherItIsWell() throws Exception {
        serve(new Http("localhost", 0, SEND, READ, null));

        for (String path : GUARDED) {
            HttpResponse<String> refused = get(path, null);
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Basic ");
            assertThat(refused.body()).doesNotContain(READ, SEND);
        }
        assertThat(get("/readyz", null).statusCode()).isEqualTo(200);
        assertThat(get("/healthz", null).statusCode()).isEqualTo(200);
    }

    @Test
    void eitherTokenReadsAndBrowsersMaySendItAsAPassword() throws Exception {
        serve(new Http("localhost", 0, SEND, READ, null));

        for (String known : List.of("Bearer " + READ, "bearer " + SEND, basic("me:" + READ), basic(":" + SEND))) {
            assertThat(get("/", known).statusCode()).as(known).isEqualTo(200);
            assertThat(get("/metrics", known).statusCode()).as(known).isEqualTo(200);
            assertThat(get("/api/v1/alerts", known).statusCode()).as(known).isEqualTo(200);
        }
        for (String unknown : List.of(
                "Bearer ",
                "Bearer " + READ + "x",
                "Bearer " + READ.substring(1),
                READ,
                basic(READ + ":"),
                basic(READ + ":other"),
                "Basic " + READ,
                "Basic ===",
                "Digest " + READ)) {
            assertThat(get("/", unknown).statusCode()).as(unknown).isEqualTo(401);
        }
    }

    @Test
    void theTokenForReadingSendsNothingAndNoBrowserIsMadeToSend() throws Exception {
        serve(new Http("localhost", 0, SEND, READ, null));

        assertThat(post("Bearer " + READ)).isEqualTo(401);
        assertThat(post(basic("me:" + SEND))).isEqualTo(401);
        assertThat(sent).isEmpty();
        assertThat(post("Bearer " + SEND)).isEqualTo(202);
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"})
    void otherMethodsAreNamedTheRightOnes(String method) throws Exception {
        serve(new Http("localhost", 0));
        for (String path : List.of("/", "/metrics", "/readyz", "/api/v1/alerts", "/api/v1/alerts/x")) {
            HttpResponse<String> refused = send(request(path, null).method(method, BodyPublishers.noBody()));
            assertThat(refused.statusCode()).as(path).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
        }
        HttpResponse<String> refused = send(request("/api/v1/commands", null).method(method, BodyPublishers.noBody()));
        assertThat(refused.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void everyAnswerSaysHowItMayBeUsed() throws Exception {
        serve(new Http("localhost", 0, SEND, READ, null));
        for (String path : List.of("/", "/metrics", "/api/v1/alerts", "/readyz", "/nothing")) {
            for (String token : List.of("Bearer " + READ, "Bearer unknown")) {
                var headers = get(path, token).headers();
                assertThat(headers.firstValue("Cache-Control")).contains("no-store");
                assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
                assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
                assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
                assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                        .contains("frame-ancestors 'none'", "default-src 'self'", "script-src 'sha256-")
                        .doesNotContain("unsafe", "*");
            }
        }
    }

    @Test
    void itSpeaksTlsWithACertificateInPem(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.make(directory, "changeit");
        serve(new Http("localhost", 0, null, null, new Tls(certificate.certificate(), certificate.key())));
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + api.port() + "/readyz"))
                .build();

        HttpClient trusting =
                HttpClient.newBuilder().sslContext(certificate.context()).build();
        HttpResponse<String> response = trusting.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThatIOException()
                .isThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                .isInstanceOf(SSLHandshakeException.class);
        assertThatIOException().as("in the clear").isThrownBy(() -> get("/readyz", null));
    }

    @Test
    void filesThatCannotBeUsedAreNamedWithTheRemedy(@TempDir Path directory) throws Exception {
        TestCertificate one = TestCertificate.make(directory.resolve("one"), "changeit");
        TestCertificate other = TestCertificate.make(directory.resolve("other"), "changeit");
        Path old = Files.writeString(
                directory.resolve("old.key"),
                "-----BEGIN RSA PRIVATE KEY-----\nMIIsecret\n-----END RSA PRIVATE KEY-----\n");

        assertRefused(one.certificate(), directory.resolve("none"), "http.tls.key", "cannot be read");
        assertRefused(directory.resolve("none"), one.key(), "http.tls.certificate", "cannot be read");
        assertRefused(one.key(), one.key(), "http.tls.certificate", "no certificate in PEM");
        assertRefused(one.certificate(), old, "http.tls.key", "openssl pkcs8 -topk8 -nocrypt");
        assertRefused(one.certificate(), other.key(), "http.tls.key", "is not the key of");
    }

    private void assertRefused(Path certificate, Path key, String... told) {
        assertThatIOException()
                .isThrownBy(() -> serve(new Http("localhost", 0, null, null, new Tls(certificate, key))))
                .satisfies(e -> assertThat(e.getMessage()).contains(told).doesNotContain("secret"));
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private int post(String authorization) throws Exception {
        return send(request("/api/v1/commands", authorization)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(COMMAND)))
                .statusCode();
    }

    private HttpResponse<String> get(String path, String authorization) throws Exception {
        return send(request(path, authorization));
    }

    private HttpRequest.Builder request(String path, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path));
        Stream.ofNullable(authorization).forEach(value -> request.header("Authorization", value));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
