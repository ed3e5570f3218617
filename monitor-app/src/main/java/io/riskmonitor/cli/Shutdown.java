package io.riskmonitor.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: interrupts the command's thread, so that it closes what it has opened in its own order, and waits
 * for that. To be opened first and closed last.
 */
final class Shutdown implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread command = Thread.currentThread();
    private final Thread hook = new Thread(this::interrupt, "shutdown");

    Shutdown() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void interrupt() {
        command.interrupt();
        try {
            if (!closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("Not everything was closed within " + PATIENCE.toSeconds() + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program is about to end, and the hook was waiting for this
        }
    }
}
