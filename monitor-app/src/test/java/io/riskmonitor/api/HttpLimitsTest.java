package io.riskmonitor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.config.MonitorConfig.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What whoever wants to do harm sends, byte by byte. The server reads its limits once in a program, so it runs in one of its
 * own here, with less patience than in production.
 */
class HttpLimitsTest {

    private static final String TOKEN = "the-token-of-this-test";
    private static final String HOST = "Host: localhost\r\n";

    private static Process server;
    private static List<String> limits;
    private static int port;

    /** The server alone; prints its limits and its port. */
    public static void main(String[] args) throws IOException {
        Board board = new Board();
        board.complete();
        CommandIntake intake = new CommandIntake(
                TOKEN, command -> new CompletableFuture<>(), Duration.ofSeconds(1), InstantSource.system());
        HttpApi api = HttpApi.start(
                new Http("localhost", 0, TOKEN),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> CommandIntakeTest.HEALTHY,
                board,
                intake,
                application -> List.of());
        System.out.println(System.getProperty("sun.net.httpserver.maxReqTime"));
        System.out.println(System.getProperty("sun.net.httpserver.maxRspTime"));
        System.out.println(System.getProperty("jdk.httpserver.maxConnections"));
        System.out.println(api.port());
        System.in.read(); // until the test closes it
        System.exit(0);
    }

    @BeforeAll
    static void start() throws IOException {
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dsun.net.httpserver.maxReqTime=2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HttpLimitsTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        limits = List.of(said.readLine(), said.readLine(), said.readLine());
        port = Integer.parseInt(said.readLine());
    }

    @AfterAll
    static void stop() {
        server.destroyForcibly();
    }

    @Test
    void theProgramSetsTheLimitsThatNobodyElseSet() {
        assertThat(limits).containsExactly("2", "30", "256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2fetc%2fpasswd",
                "/....//etc/passwd",
                "/..\\..\\etc\\passwd",
                "/page.html",
                "/./metrics",
                "//metrics",
                "/metrics/../metrics",
                "/api/v1/alerts/../../../etc/passwd",
                "/api/v1/alerts/%2e%2e%2f%2e%2e",
                "/api/v1/alerts/%00",
                "/META-INF/MANIFEST.MF",
                "file:///etc/passwd"
            })
    void nothingButItsOwnPathsIsServed(String path) throws IOException {
        assertThat(raw("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .matches("(?s)HTTP/1.1 40[04] .*")
                .doesNotContain("root:", "Manifest-Version", "<script>");
    }

    @Test
    void whatIsNoRequestIsRefused() throws IOException {
        for (String request : List.of(
                "\u0016\u0003\u0001\r\n\r\n",
                "GET\r\n\r\n",
                "GET /%zz HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /metrics?a=%zz HTTP/1.1\r\n" + HOST + "\r\n",
                "POST /api/v1/commands HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\n",
                "POST /api/v1/commands HTTP/1.1\r\n" + HOST + "Content-Length: 9999999999999999999\r\n\r\n")) {
            assertThat(raw(request)).as(request).startsWith("HTTP/1.1 40");
        }
        assertAnswers();
    }

    @Test
    void headersAndAddressesAreOnlySoLong() throws IOException {
        assertThat(raw("GET /" + "a".repeat(1_000_000) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .doesNotContain("200 OK");
        assertThat(raw("GET /readyz HTTP/1.1\r\n" + HOST + "A: " + "a".repeat(100_000) + "\r\n\r\n"))
                .doesNotContain("200 OK");
        assertThat(raw("GET /readyz HTTP/1.1\r\n" + HOST + "A: a\r\n".repeat(3_000) + "\r\n"))
                .doesNotContain("200 OK");
        assertAnswers();
    }

    @Test
    void aBodyIsOnlySoLongHoweverItIsSent() throws IOException {
        String command = "POST /api/v1/commands HTTP/1.1\r\n" + HOST + "Authorization: Bearer " + TOKEN
                + "\r\nContent-Type: application/json\r\n";
        String tooLong = " ".repeat(CommandIntake.MAX_BYTES + 1);
        assertThat(raw(command + "Content-Length: " + tooLong.length() + "\r\n\r\n" + tooLong))
                .startsWith("HTTP/1.1 413");
        assertThat(raw(command + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(tooLong.length()) + "\r\n"
                        + tooLong + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void whoDawdlesIsCutOffAndHoldsNobodyUp() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                slow.add(open("GET /readyz HT")); // and no more
                slow.add(open("POST /api/v1/commands HTTP/1.1\r\n" + HOST + "Content-Length: 100\r\n\r\n{"));
            }
            long start = System.nanoTime();
            assertAnswers();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            for (Socket each : slow) {
                assertThat(answer(each)).matches("(?s)|HTTP/1.1 401.*");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    @Test
    void connectionsAreOnlySoMany() throws Exception {
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                many.add(open(""));
            }
            assertThat(raw("GET /readyz HTTP/1.1\r\n" + HOST + "\r\n")).isEmpty();
        } finally {
            for (Socket each : many) {
                each.close();
            }
        }
        await().untilAsserted(HttpLimitsTest::assertAnswers);
    }

    private static void assertAnswers() throws IOException {
        assertThat(raw("GET /readyz HTTP/1.1\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 200 OK");
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = open(request)) {
            return answer(socket);
        }
    }

    private static Socket open(String request) throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.setSoTimeout(15_000);
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        } catch (SocketException e) {
            // cut off while we were writing
        }
        return socket;
    }

    /** What comes first; nothing where the connection ends. */
    private static String answer(Socket socket) throws IOException {
        byte[] answer = new byte[4_096];
        try {
            int length = socket.getInputStream().read(answer);
            return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return ""; // cut off
        }
    }
}
