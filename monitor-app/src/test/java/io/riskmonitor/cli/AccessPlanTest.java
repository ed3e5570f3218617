package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessPlanTest {

    @Test
    void theManualShowsWhatIsPrinted() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "security.md")))
                .as("docs/security.md has to show this")
                .contains("```sh\n"
                        + printed("--bootstrap", "broker-1:9092", "--principal", "monitor=User:risk-monitor"));
    }

    @Test
    void onlyTheRolesThatAreNamedArePrinted() {
        List<String> lines = printed("--bootstrap", "b:1", "--principal", "publisher=User:CN=shop,O=Shops & Co")
                .lines()
                .toList();

        assertThat(lines)
                .containsExactly(
                        "# publisher: services, guardrails and judges that publish interactions and verdicts",
                        "kafka-acls.sh --bootstrap-server b:1 --add --allow-principal 'User:CN=shop,O=Shops & Co'"
                                + " --operation Write --topic llm.interactions",
                        "kafka-acls.sh --bootstrap-server b:1 --add --allow-principal 'User:CN=shop,O=Shops & Co'"
                                + " --operation Write --topic llm.verdicts");
    }

    @Test
    void eachEntryIsALineOfJson() {
        assertThat(printed(
                        "--bootstrap",
                        "b:1",
                        "--json",
                        "--topic-prefix",
                        "prod.",
                        "--application-id",
                        "watch",
                        "--principal",
                        "monitor=User:m"))
                .contains(
                        "{\"role\":\"monitor\",\"principal\":\"User:m\",\"resourceType\":\"TOPIC\","
                                + "\"name\":\"prod.llm.verdicts\",\"patternType\":\"LITERAL\",\"operation\":\"WRITE\"}\n",
                        "{\"role\":\"monitor\",\"principal\":\"User:m\",\"resourceType\":\"TRANSACTIONAL_ID\","
                                + "\"name\":\"watch-\",\"patternType\":\"PREFIXED\",\"operation\":\"WRITE\"}\n");
    }

    @Test
    void aListThatNobodyAskedForIsNotShaped() {
        assertThat(Terminal.run(2, "topics", "describe", "--bootstrap", "b:1", "--json"))
                .contains("--acls");
    }

    private static String printed(String... options) {
        List<String> line = new ArrayList<>(List.of("topics", "describe", "--acls"));
        line.addAll(List.of(options));
        return Terminal.run(0, line.toArray(String[]::new));
    }
}
