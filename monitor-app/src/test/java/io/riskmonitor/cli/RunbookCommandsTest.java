package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Who is woken at night types what the runbook says. */
class RunbookCommandsTest {

    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`)risk-monitor ([a-z][^`\\n]*)");

    @Test
    void everyCommandInARunbookCanBeTyped() throws IOException {
        List<String> commands;
        try (Stream<Path> pages = Files.list(Path.of("..", "docs", "runbooks"))) {
            commands = pages.flatMap(RunbookCommandsTest::commands).toList();
        }

        assertThat(commands).hasSizeGreaterThan(4).allSatisfy(RunbookCommandsTest::parse);
    }

    private static Stream<String> commands(Path page) {
        try {
            return COMMAND
                    .matcher(Files.readString(page))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void parse(String command) {
        CommandLine.ParseResult parsed =
                RiskMonitor.commandLine().parseArgs(command.strip().split(" +"));
        assertThat(parsed.hasSubcommand()).isTrue();
    }
}
