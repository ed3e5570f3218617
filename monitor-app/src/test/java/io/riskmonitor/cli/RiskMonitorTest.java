package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RiskMonitorTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void everyCommandHasHelp() {
        for (List<String> command : List.of(
                List.<String>of(),
                List.of("publish"),
                List.of("topics"),
                List.of("topics", "create"),
                List.of("topics", "describe"))) {
            List<String> help = new ArrayList<>(command);
            help.add("--help");
            assertThat(run(help.toArray(String[]::new))).as("%s", help).isZero();
            assertThat(out.toString()).contains("Usage: risk-monitor");
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void hasAVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("risk-monitor ");
    }

    @Test
    void wrongUseExitsWithTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("pubish")).isEqualTo(2);
        assertThat(run("topics")).isEqualTo(2);
        assertThat(run("publish", "--bootstrap", "localhost:1", "--registry", "mock://x"))
                .as("no file")
                .isEqualTo(2);
        assertThat(run("publish", "--bootstrap", "localhost:1", "-"))
                .as("no registry")
                .isEqualTo(2);
        assertThat(run("topics", "create", "--bootstrap", "localhost:1", "--partitions", "many"))
                .isEqualTo(2);
        assertThat(run("topics", "create", "--bootstrap", "localhost:1", "--partitions", "0"))
                .isEqualTo(2);
        assertThat(run("topics", "create", "--bootstrap", "localhost:1", "--replication", "0"))
                .isEqualTo(2);
        assertThat(run("topics", "create", "--bootstrap", "localhost:1", "--retention", "soon"))
                .isEqualTo(2);
    }

    @Test
    void theWayToTheBrokersHasAPort() throws IOException {
        String file = Files.createFile(directory.resolve("events.jsonl")).toString();
        assertThat(run("publish", "--bootstrap", "localhost", "--registry", "mock://x", file))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--bootstrap must be HOST:PORT, got localhost");
    }

    @Test
    void aFileThatIsNotThereIsInvalidInput() {
        assertThat(run("publish", "--bootstrap", "localhost:1", "--registry", "mock://x", "no-such.jsonl"))
                .isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("risk-monitor publish: no-such.jsonl does not exist\n");
    }

    @Test
    void aDirectoryIsInvalidInput() {
        assertThat(run("publish", "--bootstrap", "localhost:1", "--registry", "mock://x", directory.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains(" is a directory").doesNotContain("\tat ");
    }

    @Test
    void aPropertiesFileThatIsNotThereIsInvalidInput() {
        assertThat(run("topics", "describe", "--bootstrap", "localhost:1", "--properties", "no-such.properties"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("cannot read no-such.properties");
    }

    @Test
    void aTokenThatCanBeGuessedIsInvalidInputAndNotRepeated() {
        assertThat(run("local", "--http-token", "guess me")).isEqualTo(2);
        assertThat(err.toString()).contains("--http-token must have 16 to 1024").doesNotContain("guess me");
    }

    @Test
    void showsTheStackOnlyWhenAsked() {
        assertThat(run("publish", "--verbose", "--bootstrap", "localhost:1", "--registry", "mock://x", "no-such.jsonl"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no-such.jsonl does not exist", "\tat io.riskmonitor.cli");
    }

    private int run(String... args) {
        CommandLine program =
                RiskMonitor.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return program.execute(args);
    }
}
