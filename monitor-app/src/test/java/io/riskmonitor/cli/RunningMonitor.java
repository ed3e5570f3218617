package io.riskmonitor.cli;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.streams.Monitor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A monitor as {@code run} runs it, and what a probe or a person sees of it. */
final class RunningMonitor implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final MonitorConfig config;
    private final Service service;
    private @Nullable Monitor monitor;

    /** Listens, but does not monitor yet. */
    RunningMonitor(MonitorConfig config) {
        this.config = config;
        this.service = new Service(config);
    }

    RunningMonitor start() {
        monitor = service.start(Playground.PARTITIONS);
        return this;
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String token, String json) {
        return send(request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(request.uri().getPath(), e);
        }
    }

    /** The sum of all samples of a metric whose line contains the given labels; 0 where there is none. */
    double metric(String name, String... labels) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Returns once everything that was published has been judged. */
    void awaitJudged() throws InterruptedException {
        new ReplayEnd(config, Objects.requireNonNull(monitor)).await();
    }

    @Override
    public void close() {
        service.close();
    }
}
