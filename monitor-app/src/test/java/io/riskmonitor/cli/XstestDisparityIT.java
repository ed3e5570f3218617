package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Five models that refuse differently often, at the same time (XSTest). */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class XstestDisparityIT {

    @TempDir
    private Path directory;

    @Test
    void namesTheModelThatRefusesMoreOftenThanTheOthersAndNoneThatRefusesLess() throws IOException {
        Path events = XstestFile.find();
        Path policies = Files.writeString(directory.resolve("policies.yaml"), """
                application: chat-assistant
                rules:
                  - {id: parity, kind: disparity, category: REFUSAL_OR_NON_ANSWER, dimension: release, severity: HIGH}
                  - {id: canary, kind: release, category: REFUSAL_OR_NON_ANSWER, severity: HIGH}
                """);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int exit = RiskMonitor.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("backtest", "--policies", policies.toString(), "--events", events.toString());

        assertThat(exit).as("%s", err).isZero();
        Set<String> fired = new HashSet<>();
        for (String line : out.toString().lines().toList()) {
            JsonNode alert = new JsonMapper().readTree(line);
            fired.add(alert.path("rule").asText() + " "
                    + alert.path("evaluator").asText() + " "
                    + alert.path("group").asText());
        }
        assertThat(fired)
                .contains("parity string-match llama2orig", "parity gpt-4-judge llama2orig")
                .contains("canary string-match llama2orig", "canary gpt-4-judge llama2orig")
                .noneMatch(alert -> alert.endsWith(" gpt4") || alert.endsWith(" mistralinstruct"));
    }
}
