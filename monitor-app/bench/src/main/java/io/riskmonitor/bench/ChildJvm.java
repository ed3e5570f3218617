package io.riskmonitor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process of ours that says one line. Its standard input stays open as long as we live, so that it ends with us, even
 * if we are killed.
 */
public final class ChildJvm implements AutoCloseable {

    /** Before the line that counts: the JVM has things to say, too. */
    private static final String SAYS = "bench says: ";

    private final Process process;
    private final CompletableFuture<@Nullable String> line;

    private ChildJvm(Process process) {
        this.process = process;
        this.line = CompletableFuture.supplyAsync(this::readLine, task -> {
            Thread reader = new Thread(task, "child-" + process.pid());
            reader.setDaemon(true);
            reader.start();
        });
    }

    /** Starts a command of {@link Bench}. */
    static ChildJvm start(List<String> jvmOptions, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.add("-Dlogback.configurationFile=bench-logback.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
        command.addAll(arguments);
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** The line it says; fails if it ends without one or does not say it in time. */
    String await(Instant deadline) throws InterruptedException {
        try {
            long millis = Math.max(0, Duration.between(Instant.now(), deadline).toMillis());
            String said = line.get(millis, TimeUnit.MILLISECONDS);
            if (said == null) {
                throw new BenchFailure("A process ended without a result: see its messages above.");
            }
            return said;
        } catch (TimeoutException e) {
            throw new BenchFailure("Not done in time: fewer events or a longer --timeout.");
        } catch (ExecutionException e) {
            throw new BenchFailure("A process cannot be read: " + e.getCause());
        }
    }

    /** Ends it; its state is of no use to anybody. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for it to end by itself, which lets it write what it recorded. */
    void awaitEnd(Instant deadline) throws InterruptedException {
        process.waitFor(Math.max(0, Duration.between(Instant.now(), deadline).toMillis()), TimeUnit.MILLISECONDS);
    }

    private @Nullable String readLine() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String read = out.readLine();
            while (read != null && !read.startsWith(SAYS)) {
                read = out.readLine();
            }
            return read == null ? null : read.substring(SAYS.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the child: the line. */
    static void say(String line) {
        System.out.println(SAYS + line);
        System.out.flush();
    }

    /** From the child: returns when the parent is gone. */
    static void awaitParentsEnd() throws IOException {
        while (System.in.read() >= 0) {
            // the parent says nothing
        }
    }

    /** From the child: ends the process when the parent is gone. */
    public static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        awaitParentsEnd();
                    } catch (IOException e) {
                        // as good as gone
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
