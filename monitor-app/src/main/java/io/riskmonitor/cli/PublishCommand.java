package io.riskmonitor.cli;

import io.riskmonitor.config.Topics;
import io.riskmonitor.wire.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** JSON lines to the input topics. */
@Command(
        name = "publish",
        description = {
            "Publish interactions and verdicts from JSON lines to the input topics, and gold cases to theirs.",
            "A bad line is reported as FILE:LINE: REASON and the rest goes on; then the exit code is 2."
        },
        mixinStandardHelpOptions = true)
final class PublishCommand implements Callable<Integer> {

    /** Takes the cursor to the start of the line and clears what the progress bar wrote there. */
    private static final String CLEAR_LINE = "\r\u001b[K";

    @Spec
    private CommandSpec command;

    @Mixin
    private ClusterOptions options;

    @Option(
            names = "--registry",
            required = true,
            paramLabel = "URL",
            description = "Schema registry; several addresses are separated by commas.")
    private String registry;

    @Option(names = "--strict", description = "Stop at the first bad line.")
    private boolean strict;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON lines, gzipped or not; - is standard input.")
    private List<String> files;

    @Override
    public Integer call() {
        files.forEach(EventFiles::requireReadable);
        Topics topics = options.topics();
        Optional<Duration> retention;
        try (Cluster cluster = options.connect()) {
            requireInputs(cluster, topics);
            retention = retention(cluster, topics.interactions());
        }
        Registry.requireAnswer(registry, options.properties(), topics.interactions() + "-value");

        // a console is there only if neither standard input nor output is redirected
        boolean onTerminal = System.console() != null;
        String before = onTerminal ? CLEAR_LINE : "";
        Clock clock = Clock.systemUTC();
        long start = System.nanoTime();
        try (Producer<String, Object> producer =
                AvroProducer.connect(options.clientSettings(), options.registrySettings(registry))) {
            Publication publication = new Publication(producer, topics, clock, line -> command.commandLine()
                    .getErr()
                    .println(before + line));
            try {
                for (String file : files) {
                    if (!publish(file, publication, onTerminal)) {
                        break;
                    }
                }
                publication.finish();
            } catch (Failure e) {
                // what is under way would only wait for the same failure
                producer.close(Duration.ZERO);
                throw e;
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            command.commandLine().getOut().println(publication.summary(taken));
            if (retention.filter(publication::outlives).isPresent()) {
                command.commandLine()
                        .getErr()
                        .println("warning: some of these events are older than " + topics.interactions()
                                + " keeps records (retention.ms), so Kafka soon deletes them; for a replay, create the"
                                + " topics with --retention forever");
            }
            return publication.refused() == 0 ? ExitCode.OK : ExitCode.USAGE;
        }
    }

    private boolean publish(String file, Publication publication, boolean onTerminal) {
        try (JsonLines lines = new JsonLines(open(file, onTerminal))) {
            return publication.publish(file, lines, strict);
        } catch (IOException | UncheckedIOException e) {
            throw Failure.failed("cannot read " + file, e);
        }
    }

    private static InputStream open(String file, boolean onTerminal) throws IOException {
        InputStream in = EventFiles.open(file);
        if (in == System.in) {
            return in;
        }
        Path path = Path.of(file);
        return onTerminal
                ? ProgressBar.wrap(
                        in,
                        ProgressBar.builder()
                                .setTaskName(String.valueOf(path.getFileName()))
                                // a pipe has no size
                                .setInitialMax(Files.isRegularFile(path) ? Files.size(path) : -1)
                                .setUnit(" MiB", 1 << 20)
                                .showSpeed())
                : in;
    }

    private void requireInputs(Cluster cluster, Topics topics) {
        Set<String> existing = cluster.topics(new TopicPlan(topics).inputs()).keySet();
        List<String> missing = new TopicPlan(topics)
                .inputs().stream().filter(name -> !existing.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw Failure.failed("no topic " + String.join(" and no topic ", missing) + " at " + options.bootstrap()
                    + "; create what the monitor needs with: "
                    + new TopicPlan(topics).createCommand(options.bootstrap()));
        }
    }

    private static Optional<Duration> retention(Cluster cluster, String topic) {
        try {
            return Optional.ofNullable(cluster.settings(List.of(topic)).get(topic))
                    .flatMap(PlannedTopic::retention);
        } catch (Failure e) {
            // it takes a right that not every publisher has, and is only for a warning
            return Optional.empty();
        }
    }
}
