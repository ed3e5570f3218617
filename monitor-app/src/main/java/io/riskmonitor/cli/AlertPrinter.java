package io.riskmonitor.cli;

import io.riskmonitor.config.MonitorConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.WakeupException;

/** Prints alerts in words as they come, read from their topic like any subscriber would. */
final class AlertPrinter implements AutoCloseable {

    /** An alert that another one explains is counted, not printed. */
    private static final String SUPPRESSED = "SUPPRESSED";

    private final AlertLog log;
    private final PrintWriter out;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "alert-printer");
    private volatile boolean stopping;

    AlertPrinter(MonitorConfig config, PrintWriter out) {
        this.log = new AlertLog(config.topics().alerts(), config.kafka(), config.schemaRegistry()).fromEnd();
        this.out = out;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping) {
                print(log.poll());
            }
        } catch (WakeupException e) {
            // close() asked for it
        }
    }

    private void print(List<AlertLog.Entry> entries) {
        for (AlertLog.Entry entry : entries) {
            if (entry.alert() != null) {
                String state = entry.alert().path("state").asText();
                counts.merge(state, 1, Integer::sum);
                if (!state.equals(SUPPRESSED)) {
                    out.println(AlertText.withProof(entry.alert()));
                }
            }
        }
        out.flush();
    }

    /** Stops following, and prints what is there by now. */
    void finish() throws InterruptedException {
        stop();
        print(log.pollToEnd());
        out.println("alerts: "
                + counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", ", "", counts.isEmpty() ? "none" : "")));
        out.flush();
    }

    private void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    @Override
    public void close() {
        try {
            if (thread.isAlive()) {
                log.wakeup();
                stop();
            }
            log.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
