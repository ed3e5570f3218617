package io.riskmonitor.bench;

import io.riskmonitor.bench.detection.DetectionReport;
import io.riskmonitor.bench.detection.Scale;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many false alarms, and how soon a true one. */
@Command(
        name = "detection",
        description = "Simulates what the detectors promise and how long they take. Fails if a promise is broken.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class DetectionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(names = "--quick", description = "Some seconds instead of some minutes; coarse.")
    private boolean quick;

    @Option(names = "--seed", defaultValue = "1", description = "Other streams for another number.")
    private long seed;

    @Option(names = "--write", description = "Write the result into docs/benchmarks.md.")
    private boolean write;

    @Override
    public Integer call() throws IOException, InterruptedException {
        long start = System.nanoTime();
        DetectionReport report = DetectionReport.simulate(quick ? Scale.QUICK : Scale.FULL, seed, this::say);
        double seconds = (System.nanoTime() - start) / 1e9;
        Machine machine = Machine.here();
        String markdown = report.markdown()
                + String.format(
                        Locale.ROOT,
                        "%.0f s on %d × %s, %s, commit %s.%n",
                        seconds,
                        machine.cores(),
                        machine.processor(),
                        machine.jdk(),
                        machine.commit());
        command.commandLine().getOut().println(markdown);
        if (write) {
            GeneratedSection.of(Machine.root().resolve("docs/benchmarks.md"), "detection")
                    .write(markdown);
        }
        report.broken().forEach(regime -> say("more false alarms than promised: " + regime));
        return report.broken().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void say(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
