package io.riskmonitor.bench;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The benchmarks. Exit codes: 0 done, 1 failed or wrong totals, 2 wrong use. */
@Command(
        name = "bench",
        description = "Benchmarks of risk-monitor.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ThroughputCommand.class,
            DetectionCommand.class,
            SoakCommand.class,
            FailoverCommand.class,
            FaultsCommand.class,
            PoisonCommand.class,
            ServeCommand.class,
            ContendCommand.class,
            InstanceCommand.class
        })
public final class Bench {

    private Bench() {}

    public static void main(String[] args) {
        int exitCode = new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof BenchFailure) {
                        command.getErr().println(Objects.requireNonNull(failure.getMessage()));
                    } else {
                        failure.printStackTrace(command.getErr());
                    }
                    return ExitCode.SOFTWARE;
                })
                .execute(args);
        System.exit(exitCode);
    }
}
