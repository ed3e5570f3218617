package io.riskmonitor.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real answers with real verdicts: 2,250 of five models, judged by a rule, a model and two people (XSTest). */
public final class XstestFile {

    private static final String NAME = "RISK_MONITOR_XSTEST";

    private XstestFile() {}

    /** Skips the test where the file is not. */
    public static Path find() {
        String named = System.getProperty(NAME, System.getenv(NAME));
        // tests run in the directory of their module; the data lie beside the repository
        Path file = named != null ? Path.of(named) : Path.of("..", "..", "shared", "data", "xstest.jsonl.gz");
        assumeTrue(Files.isReadable(file), () -> file + " is not there; " + NAME + " may say where it is");
        return file;
    }
}
