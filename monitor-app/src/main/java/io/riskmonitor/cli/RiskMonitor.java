package io.riskmonitor.cli;

import io.riskmonitor.config.InvalidConfiguration;
import io.riskmonitor.local.CannotStartException;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The program. Exit codes: 0 done, 1 failed, 2 wrong use or invalid input. */
@Command(
        name = "risk-monitor",
        description = "Watches LLM applications after their launch, on Kafka Streams.",
        mixinStandardHelpOptions = true,
        versionProvider = RiskMonitor.Version.class,
        subcommands = {
            LocalCommand.class,
            RunCommand.class,
            PublishCommand.class,
            BacktestCommand.class,
            PoliciesCommand.class,
            AlertsCommand.class,
            DigestCommand.class,
            ReviewsCommand.class,
            TopicsCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong use or invalid input"})
public final class RiskMonitor {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show stack traces and the messages of the Kafka clients.")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new RiskMonitor())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(RiskMonitor::explain);
    }

    /** Whether the program that a command belongs to was asked to say more. */
    static boolean isVerbose(CommandSpec command) {
        return ((RiskMonitor) command.root().userObject()).verbose;
    }

    private static int explain(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean verbose = isVerbose(command.getCommandSpec());
        // a failure that nobody foresaw is told by its name, and where to see more of it
        boolean foreseen =
                e instanceof Failure || e instanceof InvalidConfiguration || e instanceof CannotStartException;
        String sentence = foreseen
                ? Objects.requireNonNull(e.getMessage())
                : Failure.reason(e) + (verbose ? "" : "; --verbose shows where");
        err.println(command.getColorScheme().errorText(command.getCommandSpec().qualifiedName() + ": " + sentence));
        if (verbose) {
            e.printStackTrace(err);
        }
        if (e instanceof InvalidConfiguration) {
            return ExitCode.USAGE;
        }
        return e instanceof Failure failure ? failure.exitCode() : ExitCode.SOFTWARE;
    }

    /** From the manifest of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = RiskMonitor.class.getPackage().getImplementationVersion();
            return new String[] {"risk-monitor " + Objects.requireNonNullElse(version, "(not packaged)")};
        }
    }
}
