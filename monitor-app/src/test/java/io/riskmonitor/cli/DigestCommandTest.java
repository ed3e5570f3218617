package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Digests from recorded events, without a cluster, as the manual shows them. */
class DigestCommandTest {

    private static final Path MANUAL = Path.of("../docs/digest.md");

    @TempDir
    private static Path directory;

    private static String digests;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void backtest() throws IOException {
        Path events = Files.write(directory.resolve("events.jsonl"), TwoWeeks.lines());
        Path policies = Files.writeString(directory.resolve("policies.yaml"), TwoWeeks.POLICY);
        digests = directory.resolve("digests.jsonl").toString();
        DigestCommandTest run = new DigestCommandTest();
        assertThat(run.run(
                        "backtest",
                        "--policies",
                        policies.toString(),
                        "--events",
                        events.toString(),
                        "--digests",
                        digests))
                .as("%s", run.err)
                .isZero();
        assertThat(run.err.toString()).contains(" 2 digests");
    }

    @Test
    void theManualShowsWhatIsPrinted() throws IOException {
        assertThat(run("digest", "--from", digests, "--application", "billing-assistant", "--week", "2026-W18"))
                .as("%s", err)
                .isZero();

        assertThat(Files.readString(MANUAL))
                .as("put this into %s:%n%s", MANUAL, out)
                .contains("<!-- begin sample -->\n" + out.toString().strip() + "\n<!-- end sample -->");
    }

    @Test
    void withoutAWeekItIsTheLastOne() {
        assertThat(run("digest", "--from", digests, "--application", "billing-assistant"))
                .isZero();
        assertThat(out.toString()).startsWith("# billing-assistant, week 2026-W18");
    }

    @Test
    void theRecordItselfIsJson() {
        assertThat(run(
                        "digest",
                        "--from",
                        digests,
                        "--application",
                        "billing-assistant",
                        "--week",
                        "2026-W17",
                        "--json"))
                .isZero();
        assertThat(out.toString())
                .contains("\"week\" : \"2026-W17\"", "\"interactions\" : 672", "\"start\" : \"2026-04-20T00:00:00Z\"");
    }

    @Test
    void saysWhichWeeksThereAre() {
        assertThat(run("digest", "--from", digests, "--application", "billing-assistant", "--week", "2026-W20"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "there is no digest of 2026-W20 for billing-assistant; there are those of 2026-W17, 2026-W18");
        assertThat(run("digest", "--from", digests, "--application", "nobody")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no digest for nobody; a week is reviewed when");
    }

    @Test
    void saysWhatIsWrongWithTheInput() throws IOException {
        Path other = Files.writeString(directory.resolve("other.jsonl"), "{\n");
        assertThat(run("digest", "--from", other.toString(), "--application", "a"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("other.jsonl is not what backtest --digests writes");
        Files.writeString(other, "{\"type\":\"verdict\"}\n");
        assertThat(run("digest", "--from", other.toString(), "--application", "a"))
                .isEqualTo(2);
        assertThat(err.toString()).contains(":1: is no digest");
        assertThat(run("digest", "--from", "none.jsonl", "--application", "a")).isEqualTo(2);
        assertThat(err.toString()).contains("cannot read none.jsonl");
        assertThat(run("digest", "--from", digests, "--application", "a", "--week", "18"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--week: a week looks like 2026-W18, got 18");
        assertThat(run("digest", "--application", "a")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing: --bootstrap=HOST:PORT and --registry=URL, or --from=FILE");
    }

    @Test
    void helpShowsAnExample() {
        assertThat(run("digest", "--help")).isZero();
        assertThat(out.toString()).contains("--bootstrap", "--from", "--application billing-assistant --week 2026-W18");
    }

    private int run(String... args) {
        return RiskMonitor.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
