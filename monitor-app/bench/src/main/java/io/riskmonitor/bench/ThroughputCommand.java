package io.riskmonitor.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many events per second, and how much CPU per event. */
@Command(
        name = "throughput",
        description =
                "Reads a backlog of events: consumed only, with a plain Kafka Streams topology, with the monitor.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class ThroughputCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(names = "--events", defaultValue = "1000000", description = "Interactions.")
    private int events;

    @Option(names = "--runs", defaultValue = "3", description = "Times that everybody runs.")
    private int runs;

    @Option(
            names = "--warm-up",
            defaultValue = "1000000",
            description =
                    "Interactions that every process reads before it is measured; too few, and the JIT compiler is measured.")
    private int warmUp;

    @Option(names = "--applications", defaultValue = "1", description = "Applications that the events are about.")
    private int applications;

    @Option(names = "--seed", defaultValue = "1", description = "Other events for another number.")
    private long seed;

    @Option(
            names = "--contenders",
            split = ",",
            defaultValue = "consume,dsl,monitor",
            description = "Who runs: ${COMPLETION-CANDIDATES}.")
    private List<Contender> contenders;

    @Option(names = "--heap", defaultValue = "1g", description = "Heap of every process.")
    private String heap;

    @Option(names = "--timeout", defaultValue = "PT1H", description = "Gives up after this long.")
    private Duration timeout;

    @Option(
            names = "--recordings",
            paramLabel = "DIR",
            description = "Where to put a recording of JDK Flight Recorder per measured process.")
    private @Nullable Path recordings;

    @Option(names = "--write", description = "Write the result into docs/benchmarks.md.")
    private boolean write;

    @SuppressWarnings("NullAway.Init")
    private Workload workload;

    @SuppressWarnings("NullAway.Init")
    private Workload warmUpLoad;

    private final ConcurrentLinkedDeque<ChildJvm> children = new ConcurrentLinkedDeque<>();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Instant deadline = Instant.now().plus(timeout);
        workload = Workload.endingNow(seed, events, applications);
        warmUpLoad = Workload.endingNow(seed, warmUp, applications);
        Path directory = Files.createTempDirectory("risk-monitor-bench-");
        // on Ctrl-C, too
        Thread cleaning = new Thread(() -> clean(directory));
        Runtime.getRuntime().addShutdownHook(cleaning);
        Map<Contender, List<Effort>> efforts = new EnumMap<>(Contender.class);
        Set<Contender> wrong = Collections.newSetFromMap(new EnumMap<>(Contender.class));
        ChildJvm broker = child(List.of(), List.of("serve", directory.toString()));
        String[] addresses = broker.await(deadline).split(" ");
        Truth truth = feed(addresses[0], addresses[1]);
        for (int run = 0; run < runs; run++) {
            for (Contender contender : rotated(run)) {
                String name = "bench-%s-%d".formatted(contender.name().toLowerCase(Locale.ROOT), run + 1);
                Contender.Result result = contend(contender, name, addresses, broker.pid(), directory, deadline);
                efforts.computeIfAbsent(contender, c -> new ArrayList<>()).add(result.effort());
                if (!result.totals().equals(contender.right(truth))) {
                    wrong.add(contender);
                    say("%s counted %s, right is %s".formatted(name, result.totals(), contender.right(truth)));
                }
                deleteTopics(addresses[0]);
            }
        }
        ThroughputReport report = new ThroughputReport(events, warmUp, applications, runs, seed, heap, efforts, wrong);
        String markdown = report.markdown(Machine.here());
        command.commandLine().getOut().println(markdown);
        if (write) {
            GeneratedSection.of(Machine.root().resolve("docs/benchmarks.md"), "throughput")
                    .write(markdown);
        }
        return wrong.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Truth feed(String bootstrap, String registry) throws IOException, InterruptedException, ExecutionException {
        say("sending %,d events".formatted(warmUp + events));
        if (warmUp > 0) {
            new Feed(bootstrap, registry, Course.WARM_UP).send(warmUpLoad);
        }
        return new Feed(bootstrap, registry, Course.MEASURED).send(workload);
    }

    /** Nobody is always first, or always after the same other. */
    private List<Contender> rotated(int run) {
        List<Contender> order = new ArrayList<>(contenders);
        Collections.rotate(order, -run);
        return order;
    }

    private Contender.Result contend(
            Contender contender, String name, String[] addresses, long brokerPid, Path directory, Instant deadline)
            throws IOException, InterruptedException {
        Path state = Files.createDirectory(directory.resolve(name));
        List<String> options = recordings == null
                ? List.of()
                : List.of("-XX:StartFlightRecording=settings=profile,filename=" + recordings.resolve(name + ".jfr"));
        List<String> arguments = List.of(
                "contend",
                "--contender=" + contender,
                "--bootstrap=" + addresses[0],
                "--registry=" + addresses[1],
                "--broker-pid=" + brokerPid,
                "--seed=" + seed,
                "--applications=" + applications,
                "--events=" + events,
                "--start=" + workload.start(),
                "--warm-up=" + warmUp,
                "--warm-up-start=" + warmUpLoad.start(),
                "--name=" + name,
                "--state=" + state);
        ChildJvm child = child(options, arguments);
        try {
            Contender.Result result = ResultLine.parse(child.await(deadline));
            child.awaitEnd(deadline);
            Effort effort = result.effort();
            say("%s: %,.0f events/s, %.1f s CPU, %.1f s CPU of the broker"
                    .formatted(
                            name,
                            events / ThroughputReport.seconds(effort.wall()),
                            ThroughputReport.seconds(effort.cpu()),
                            ThroughputReport.seconds(effort.brokerCpu())));
            return result;
        } finally {
            child.close();
            children.remove(child);
            delete(state);
        }
    }

    private ChildJvm child(List<String> options, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap));
        all.addAll(options);
        ChildJvm child = ChildJvm.start(all, arguments);
        children.add(child);
        return child;
    }

    /** What a contender leaves behind would be work for the broker while the next one is measured. */
    private static void deleteTopics(String bootstrap) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Set<String> names = admin.listTopics(new ListTopicsOptions()).names().get().stream()
                    .filter(name -> name.startsWith("bench-"))
                    .collect(Collectors.toSet());
            admin.deleteTopics(names).all().get();
        }
    }

    private void say(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private void clean(Path directory) {
        children.forEach(ChildJvm::close);
        delete(directory);
    }

    private static void delete(Path directory) {
        try {
            Utils.delete(directory.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
