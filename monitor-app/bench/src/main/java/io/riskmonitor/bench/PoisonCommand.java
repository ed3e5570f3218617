package io.riskmonitor.bench;

import io.riskmonitor.bench.poison.Poison;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether anything that comes in can stop the monitor, or make it lose something. */
@Command(
        name = "poison",
        description = {
            "Damages valid records, lines, policies, commands and requests, and feeds them with good ones between them.",
            "Fails if a thread dies, a good one is lost, something is refused without a reason, a detail repeats a"
                    + " text, or one input costs too much time or memory."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class PoisonCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(names = "--inputs", defaultValue = "1000000", description = "How many.")
    private long inputs;

    @Option(names = "--seed", defaultValue = "1", description = "Others for another number.")
    private long seed;

    @Override
    public Integer call() {
        Poison poison = Poison.of(inputs, seed, this::say);
        command.commandLine().getOut().println(poison.table());
        command.commandLine().getOut().flush();
        poison.problems().forEach(this::say);
        return poison.problems().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void say(String line) {
        command.commandLine().getErr().println(line);
        command.commandLine().getErr().flush();
    }
}
