package io.riskmonitor.bench.poison;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.api.Board;
import io.riskmonitor.api.CommandIntake;
import io.riskmonitor.api.HttpApi;
import io.riskmonitor.config.MonitorConfig.Http;
import io.riskmonitor.health.Health;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Damaged requests over raw sockets, while somebody dawdles, and good ones between them. */
final class PoisonedHttp {

    private static final Health HEALTHY = new Health(List.of(), List.of(), false, Duration.ZERO, Duration.ZERO, 0);

    private static final String KIND = "HTTP requests";
    private static final String TOKEN = "0123456789abcdef";
    private static final String GOOD_ID = "undamaged-";
    private static final int PER_GOOD = 50;

    /** Connections that send half a request and then nothing. */
    private static final int DAWDLERS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<String> REQUESTS = List.of(
            "GET /api/v1/alerts?state=FIRING&application=a%20b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            "GET /metrics HTTP/1.1\r\nHost: h\r\nAccept: application/openmetrics-text\r\nConnection: close\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            "GET /api/v1/alerts/../../../../etc/passwd HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            post("damaged-1", "/api/v1/commands"),
            post("damaged-2", "/api/v1/alerts/a-1/silence"));

    private final Poison poison;
    private final Random random;
    private final Mutator mutator;
    private final AtomicLong obeyed = new AtomicLong();

    PoisonedHttp(Poison poison, Random random) {
        this.poison = poison;
        this.random = random;
        this.mutator = new Mutator(random);
    }

    private static String post(String commandId, String path) {
        String body = "{\"kind\":\"CLOSE\",\"commandId\":\"" + commandId
                + "\",\"application\":\"a\",\"by\":\"ada\",\"alertId\":\"a-1\"}";
        return "POST " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + TOKEN
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    void feed(int inputs) {
        Board board = new Board();
        board.complete();
        CommandIntake intake = new CommandIntake(
                TOKEN,
                command -> {
                    obeyed.addAndGet(command.commandId().startsWith(GOOD_ID) ? 1 : 0);
                    return CompletableFuture.completedFuture(command);
                },
                Duration.ofSeconds(1),
                InstantSource.system());
        List<Socket> dawdlers = new ArrayList<>();
        try (HttpApi api = HttpApi.start(
                new Http("127.0.0.1", 0),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> HEALTHY,
                board,
                intake,
                application -> List.of())) {
            for (int i = 0; i < DAWDLERS; i++) {
                Socket dawdler = connect(api.port());
                dawdler.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
                dawdlers.add(dawdler);
            }
            Poison.Row row = poison.row(KIND);
            for (int i = 0; i < inputs; i++) {
                if (i % PER_GOOD == 0) {
                    sendGood(api.port(), row);
                }
                byte[] valid = REQUESTS.get(random.nextInt(REQUESTS.size())).getBytes(StandardCharsets.ISO_8859_1);
                send(api.port(), row, mutator.damaged(valid, true));
            }
            for (Socket dawdler : dawdlers) {
                dawdler.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(int port, Poison.Row row, byte[] request) {
        row.inputs++;
        String cost = row.meter.measure(() -> {
            String answer = answerTo(port, request);
            boolean refused = !answer.matches("(?s)HTTP/1.1 2.*");
            row.refused += refused ? 1 : 0;
            if (answer.matches("(?s)HTTP/1.1 500.*")
                    || answer.contains("root:")
                    || answer.contains("at io.riskmonitor")) {
                poison.problem(
                        KIND, request, "answered " + answer.lines().findFirst().orElse(""));
            }
        });
        if (!cost.isEmpty()) {
            poison.problem(KIND, request, cost);
        }
    }

    private void sendGood(int port, Poison.Row row) {
        row.good += 2;
        byte[] probe =
                "GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        if (!answerTo(port, probe).startsWith("HTTP/1.1 200")) {
            poison.problem(KIND, "a probe was not answered");
        }
        long before = obeyed.get();
        String answer =
                answerTo(port, post(GOOD_ID + row.good, "/api/v1/commands").getBytes(StandardCharsets.US_ASCII));
        if (!answer.startsWith("HTTP/1.1 202") || obeyed.get() != before + 1) {
            poison.problem(
                    KIND,
                    "a good command was answered " + answer.lines().findFirst().orElse("with nothing"));
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** All that comes back; empty where the connection is closed without a word. */
    private String answerTo(int port, byte[] request) {
        try (Socket socket = connect(port)) {
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
            } catch (IOException e) {
                return ""; // it has heard enough
            }
            return read(socket.getInputStream());
        } catch (SocketTimeoutException e) {
            poison.problem(KIND, request, "no answer within " + PATIENCE);
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    private static String read(InputStream in) throws IOException {
        try {
            return new String(in.readNBytes(1 << 16), StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return ""; // reset: what was sent was not read to its end
        }
    }
}
