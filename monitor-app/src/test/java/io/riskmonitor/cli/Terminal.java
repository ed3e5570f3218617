package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands of the program as a person does, in this process. */
final class Terminal {

    private Terminal() {}

    /** What the command has printed, to either stream; it must end with this exit code. */
    static String run(int exit, String... args) {
        StringWriter said = new StringWriter();
        assertThat(RiskMonitor.commandLine()
                        .setOut(new PrintWriter(said, true))
                        .setErr(new PrintWriter(said, true))
                        .execute(args))
                .as("%s", said)
                .isEqualTo(exit);
        return said.toString();
    }
}
