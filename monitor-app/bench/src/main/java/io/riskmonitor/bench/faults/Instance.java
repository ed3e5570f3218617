package io.riskmonitor.bench.faults;

import io.riskmonitor.bench.BenchFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the program; what it says goes into a file. */
public final class Instance {

    /** Longer than the program takes to close everything or to give up. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path log;

    private Instance(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static Instance start(String name, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        // a machine with few cores starts many of them
        command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("-Dlogback.configurationFile=faults-logback.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MonitorProgram.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Instance(name, process, log);
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** How it ended. */
    int exitCode() {
        return process.exitValue();
    }

    Path log() {
        return log;
    }

    boolean hasSaid(String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it reads events, or did before it ended. */
    public boolean hasStarted() {
        return hasSaid("Monitor is RUNNING");
    }

    /** Waits until it reads events; false if it ends before, or is not there in time. */
    boolean awaitRunning(Instant deadline) throws InterruptedException {
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            if (hasStarted()) {
                return true;
            }
            Thread.sleep(20);
        }
        return false;
    }

    /** SIGKILL: it cannot do anything about it. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGSTOP: it stands still and keeps its connections. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT: it does not know that time has passed. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new BenchFailure(name + " cannot be sent SIG" + signal);
        }
    }

    /** SIGTERM, as an operator or an orchestrator does. */
    void stop() throws InterruptedException {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
        if (!process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new BenchFailure(name + " did not end within " + STOPS_WITHIN + ": see " + log);
        }
    }
}
