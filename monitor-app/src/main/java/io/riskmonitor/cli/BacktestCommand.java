package io.riskmonitor.cli;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Backtest;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import io.riskmonitor.wire.PlainJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What would the monitor have said? The same topology over files, without a broker. */
@Command(
        name = "backtest",
        description = "Runs the monitor over recorded events, without a broker: the same input gives the same alerts.",
        mixinStandardHelpOptions = true)
final class BacktestCommand implements Callable<Integer> {

    private static final String STDOUT = "-";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--policies",
            paramLabel = "FILE",
            description = "Policies in YAML or JSON; default: the built-in policy.")
    private @Nullable Path policies;

    @Option(
            names = "--events",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "JSON lines, gzipped or not, in the order of time; - is standard input.")
    private List<String> events;

    @Option(
            names = "--alerts",
            defaultValue = STDOUT,
            paramLabel = "OUT",
            description = "Where the alerts go, as JSON lines; default: standard output.")
    private String alerts;

    @Option(names = "--findings", paramLabel = "OUT", description = "Where the findings go, as JSON lines.")
    private @Nullable String findings;

    @Option(
            names = "--digests",
            paramLabel = "OUT",
            description = "Where the weekly digests go, as JSON lines; digest --from shows them as Markdown.")
    private @Nullable String digests;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "What the clock shows (ISO 8601); events from after it are refused. Default: now. Where it is"
                    + " given, time goes on from the last event until then: who was not heard of is silent.")
    private @Nullable Instant asOf;

    @Override
    public Integer call() throws IOException {
        events.forEach(EventFiles::requireReadable);
        List<DeclaredPolicy> declared = policies == null ? List.of() : PolicyFiles.readDeclared(policies);
        MonitorConfig config = MonitorConfig.of(Map.of(), Map.of());
        PolicyBook book = new PolicyBook(PolicyFiles.builtIn());
        MeterRegistry meters = new SimpleMeterRegistry();
        RiskMetrics metrics = new RiskMetrics(meters, InstantSource.system());
        Instant clock = asOf != null ? asOf : Instant.now();
        long start = System.nanoTime();
        Tally tally = new Tally();
        try (Backtest backtest = new Backtest(config, declared, book, metrics, clock);
                JsonOut alertsOut = JsonOut.to(alerts, command.commandLine().getOut());
                @Nullable JsonOut findingsOut = optional(findings);
                @Nullable JsonOut digestsOut = optional(digests)) {
            Outputs outputs = new Outputs(alertsOut, findingsOut, digestsOut);
            for (String file : events) {
                read(file, backtest, outputs, tally);
            }
            if (asOf != null) {
                backtest.finish(asOf);
            } else {
                backtest.finish();
            }
            drain(backtest, outputs, tally);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double late = meters.find("risk_late_total").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
        command.commandLine().getErr().println(tally.summary(seconds, (long) late));
        return tally.badLines == 0 ? ExitCode.OK : ExitCode.USAGE;
    }

    private @Nullable JsonOut optional(@Nullable String target) throws IOException {
        return target == null ? null : JsonOut.to(target, command.commandLine().getOut());
    }

    private void read(String file, Backtest backtest, Outputs outputs, Tally tally) {
        try (JsonLines lines = new JsonLines(EventFiles.open(file))) {
            while (lines.hasNext()) {
                JsonLine line = lines.next();
                if (line instanceof JsonLine.Event event) {
                    backtest.send(event);
                    tally.events++;
                    if (tally.events % 50_000 == 0) {
                        drain(backtest, outputs, tally);
                    }
                } else if (line instanceof JsonLine.Gold gold) {
                    backtest.learn(gold);
                } else if (line instanceof JsonLine.Problem problem) {
                    tally.badLines++;
                    if (tally.badLines <= Publication.MAX_REPORTED) {
                        complain(file + ":" + problem.line() + ": " + problem.reason());
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw Failure.failed("cannot read " + file, e);
        }
    }

    private void drain(Backtest backtest, Outputs outputs, Tally tally) {
        for (IndexedRecord alert : backtest.alerts()) {
            tally.alerts++;
            outputs.alerts().write(alert);
        }
        for (IndexedRecord finding : backtest.findings()) {
            tally.findings++;
            if (outputs.findings() != null) {
                outputs.findings().write(finding);
            }
        }
        for (IndexedRecord digest : backtest.digests()) {
            tally.digests++;
            if (outputs.digests() != null) {
                outputs.digests().write(digest);
            }
        }
        for (TestRecord<byte[], byte[]> refused : backtest.refusals()) {
            tally.refused++;
            if (tally.refused <= Publication.MAX_REPORTED) {
                complain("refused: " + header(refused, "risk.reason") + ": " + header(refused, "risk.detail"));
            }
        }
    }

    private static String header(TestRecord<byte[], byte[]> refused, String name) {
        Header header = refused.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void complain(String line) {
        command.commandLine().getErr().println(line);
    }

    /** What has gone through. */
    private static final class Tally {
        private long events;
        private long badLines;
        private long refused;
        private long alerts;
        private long findings;
        private long digests;

        String summary(double seconds, long late) {
            return String.format(
                    Locale.ROOT,
                    "%d events in %.1f s: %d alert transitions, %d findings, %d digests, %d events refused, %d too late to count,"
                            + " %d bad lines",
                    events,
                    seconds,
                    alerts,
                    findings,
                    digests,
                    refused,
                    late,
                    badLines);
        }
    }

    /** Where what comes out goes. */
    private record Outputs(
            JsonOut alerts,
            @Nullable JsonOut findings,
            @Nullable JsonOut digests) {}

    /** Records as JSON lines, to a file or to standard output. */
    private record JsonOut(PrintWriter out, boolean ours) implements AutoCloseable {

        static JsonOut to(String target, PrintWriter standardOutput) throws IOException {
            return target.equals(STDOUT)
                    ? new JsonOut(standardOutput, false)
                    : new JsonOut(new PrintWriter(Files.newBufferedWriter(Path.of(target))), true);
        }

        void write(IndexedRecord record) {
            out.println(PlainJson.of(record));
        }

        @Override
        public void close() {
            out.flush();
            if (ours) {
                out.close();
            }
        }
    }
}
