package io.riskmonitor.bench;

import io.riskmonitor.bench.faults.FaultsReport;
import io.riskmonitor.bench.faults.Result;
import io.riskmonitor.bench.faults.Schedule;
import io.riskmonitor.bench.faults.Schedules;
import io.riskmonitor.bench.faults.Site;
import io.riskmonitor.bench.faults.Trial;
import io.riskmonitor.containers.KafkaCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether the same events give the same alerts whatever happens to the service. */
@Command(
        name = "faults",
        description = {
            "Feeds a stream with known alerts through the service while something happens to it, and compares what it",
            "publishes with an undisturbed backtest. Fails if anything is lost, there twice or different."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class FaultsCommand implements Callable<Integer> {

    private static final int SHOWN = 40;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--schedules",
            split = ",",
            paramLabel = "NAME",
            description = "Those alone; default: all. --list shows their names.")
    private @Nullable List<String> names;

    @Option(names = "--list", description = "Show the schedules, run none.")
    private boolean list;

    @Option(names = "--kills", defaultValue = "100", description = "Kills of the schedule kill-9.")
    private int kills;

    @Option(
            names = "--outage",
            defaultValue = "PT20S",
            description = "How long the registry is away; PT10M to see it as in real life.")
    private Duration outage;

    @Option(names = "--seed", defaultValue = "1", description = "Other events and other moments for another number.")
    private long seed;

    @Option(names = "--keep", description = "Keep what the instances said, whatever comes out.")
    private boolean keep;

    @Option(names = "--write", description = "Write the result into docs/reliability.md.")
    private boolean write;

    @Override
    public Integer call() throws Exception {
        List<Schedule> schedules = schedules();
        if (list) {
            schedules.forEach(
                    schedule -> command.commandLine().getOut().printf("%-24s %s%n", schedule.name(), schedule.what()));
            return ExitCode.OK;
        }
        Path directory = Files.createTempDirectory("risk-monitor-faults-");
        List<Result> results = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Map<Boolean, List<Schedule>> byCluster =
                schedules.stream().collect(Collectors.partitioningBy(Schedule::needsCluster));
        List<Schedule> onOneBroker = Objects.requireNonNull(byCluster.get(false));
        List<Schedule> onCluster = Objects.requireNonNull(byCluster.get(true));
        if (!onOneBroker.isEmpty()) {
            try (Site site = Site.embedded(Files.createDirectory(directory.resolve("one-broker")))) {
                run(onOneBroker, site, results, failures);
            }
        }
        if (!onCluster.isEmpty() && !KafkaCluster.canStart()) {
            onCluster.forEach(schedule -> failures.add(schedule.name()));
            say("Not tried, for no Docker answers or it has no image of Kafka, see CONTRIBUTING.md: "
                    + onCluster.stream().map(Schedule::name).collect(Collectors.joining(", ")));
        } else if (!onCluster.isEmpty()) {
            try (Site site = Site.cluster(Files.createDirectory(directory.resolve("cluster")))) {
                run(onCluster, site, results, failures);
            }
        }
        boolean equal = failures.isEmpty() && results.stream().allMatch(Result::isEqual);
        if (equal && !keep) {
            Utils.delete(directory.toFile());
        } else {
            say("what the instances said is in " + directory);
        }
        command.commandLine().getOut().println(markdown(results));
        return equal ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private String markdown(List<Result> results) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        return new FaultsReport(results).markdown()
                + String.format(
                        Locale.ROOT,
                        "%nSeed %d, on %d × %s, %s, Kafka %s, commit %s.%n",
                        seed,
                        machine.cores(),
                        machine.processor(),
                        machine.jdk(),
                        machine.kafka(),
                        machine.commit());
    }

    private void run(List<Schedule> schedules, Site site, List<Result> results, List<String> failures)
            throws Exception {
        Trial trial = new Trial(seed, site, this::say);
        for (Schedule schedule : schedules) {
            try {
                Result result = trial.run(schedule);
                results.add(result);
                tell(result);
                if (write) { // it takes long, and somebody may stop it
                    GeneratedSection.of(Machine.root().resolve("docs/reliability.md"), "faults")
                            .write(markdown(results));
                }
            } catch (BenchFailure failure) {
                failures.add(schedule.name());
                say(String.valueOf(failure.getMessage()));
            }
        }
    }

    private List<Schedule> schedules() {
        List<Schedule> all = Schedules.all(kills, outage);
        if (names == null) {
            return all;
        }
        List<String> known = all.stream().map(Schedule::name).toList();
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new ParameterException(
                    command.commandLine(), "no schedule is called " + name + "; there are " + String.join(", ", known));
        });
        List<String> wanted = names;
        return all.stream().filter(schedule -> wanted.contains(schedule.name())).toList();
    }

    private void tell(Result result) {
        String verdict = result.isEqual() ? "the same" : result.differences().size() + " differences";
        say("%s: %s after %d s; %s"
                .formatted(result.schedule().name(), verdict, result.took().toSeconds(), result.faults()));
        result.differences().stream().limit(SHOWN).forEach(difference -> say("  " + difference));
        if (result.differences().size() > SHOWN) {
            say("  … by kind: "
                    + result.differences().stream()
                            .collect(Collectors.groupingBy(
                                    difference -> difference.kind() + " " + difference.of(), Collectors.counting())));
        }
    }

    private void say(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
