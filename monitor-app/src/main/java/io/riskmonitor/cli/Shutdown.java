package io.riskmonitor.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ctrl-C and SIGTERM: whatever runs is closed in order before the program ends. */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private Shutdown() {}

    static void closes(AutoCloseable running) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running), "shutdown"));
    }

    @SuppressWarnings("CatchingUnchecked") // the last chance to say what went wrong
    private static void close(AutoCloseable running) {
        try {
            running.close();
        } catch (Exception e) {
            LOG.warn("Not everything could be closed, cause={}", e.toString());
        }
    }
}
