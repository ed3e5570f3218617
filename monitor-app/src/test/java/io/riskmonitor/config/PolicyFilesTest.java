package io.riskmonitor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.riskmonitor.config.InvalidConfiguration.Complaint;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.policy.FalseAlarmBudget;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.rule.RuleKind;
import io.riskmonitor.rule.RuleKinds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {

    /** Its line in the contract's sample, from 0. */
    private static final int FIRST_RULE = 12;

    private static final String VALID = """
            # a comment
            application: billing
            owner: {team: support, runbook: "https://wiki/billing"}
            falseAlarms: {atMost: 1, per: P7D}
            segments:
              dimensions: [locale, plan]
              intersections: [[locale, plan]]
            escalation:
              - {notify: on-call, acknowledgeWithin: PT15M}
              - {notify: officer}
            rules:
              - id: made-up
                kind: failure-rate
                category: HALLUCINATION
                ceiling: 0.03
                severity: HIGH
              - {id: leak, kind: failure-rate, category: DATA_LEAKAGE, ceiling: 0.01, severity: CRITICAL, hold: {fireAfter: PT1M}}
            """;

    private static final String JSON = """
            {
            \t"rules": [{"severity": "HIGH", "ceiling": 3e-2, "category": "HALLUCINATION",
            \t\t"kind": "failure-rate", "id": "made-up"}],
            \t"application": "billing"
            }
            """;

    @Test
    void fiveMistakesAreFiveLines() {
        String text = VALID.replace("team:", "teem:")
                .replace("P7D", "7 days")
                .replace("category: HALLUCINATION", "category: HALUCINATION")
                .replace("ceiling: 0.03", "ceiling: 3")
                .replace("    severity: HIGH\n", "");

        assertThat(complaints(text))
                .containsExactly(
                        "policy.yaml:3: owner.teem: unknown key, did you mean team?",
                        "policy.yaml:4: falseAlarms.per: must be an ISO 8601 duration such as PT15M or P7D, got '7 days'",
                        "policy.yaml:12: rules[0].severity: is required",
                        "policy.yaml:14: rules[0].category: must be one of " + categories()
                                + ", got 'HALUCINATION' (did you mean HALLUCINATION?)",
                        "policy.yaml:15: rules[0].ceiling: must be in (0, 0.995), got 3");
    }

    @Test
    void readsOnePolicyPerDocument() {
        String both = "---\n" + VALID + "---\n# nothing here\n---\n" + VALID.replace("billing", "search");

        assertThat(PolicyFiles.parse("policy.yaml", both))
                .extracting(declared -> declared.policy().application())
                .containsExactly("billing", "search");
    }

    @Test
    void reportsTheMistakesOfAllDocuments() {
        String both = VALID.replace("0.01", "1") + "---\n" + VALID.replace("0.03", "2");

        assertThat(complaints(both))
                .containsExactly(
                        "policy.yaml:17: rules[1].ceiling: must be in (0, 0.995), got 1",
                        "policy.yaml:33: rules[0].ceiling: must be in (0, 0.995), got 2");
        assertThat(complaints(VALID + "---\n" + VALID))
                .containsExactly("policy.yaml:20: application: an earlier document of this file has the same");
    }

    @Test
    void jsonHasTheSameVersionAsYaml() {
        String yaml = """
                application: billing
                rules:
                  - {id: made-up, kind: failure-rate, category: HALLUCINATION, ceiling: 0.03, severity: HIGH}
                """;

        assertThat(PolicyFiles.parse("policy.json", JSON).get(0).policy())
                .isEqualTo(PolicyFiles.parse("policy.yaml", yaml).get(0).policy());
        assertThat(PolicyFiles.parse("flow.yaml", JSON.replace("\t", " "))
                        .get(0)
                        .policy())
                .isEqualTo(PolicyFiles.parse("policy.yaml", yaml).get(0).policy());
    }

    @Test
    void reportsWhatYamlItselfHidesOrRefuses() {
        assertThat(complaints(VALID + "owner: {team: other}\n"))
                .containsExactly("policy.yaml:18: owner: is there twice, first in line 3");
        assertThat(complaints(VALID.replace("[locale, plan]\n", "[locale, plan\n")))
                .singleElement()
                .asString()
                .startsWith("policy.yaml:7: cannot be parsed: ");
        assertThat(complaints("a: &x [1]\nb: *x\n"))
                .contains(
                        "policy.yaml:1: a: anchors and aliases are not possible; write the value out",
                        "policy.yaml:2: b: anchors and aliases are not possible; write the value out");
        assertThat(complaints("a: " + "[".repeat(200) + "]".repeat(200)))
                .anyMatch(complaint -> complaint.endsWith("is nested too deeply"));
        assertThat(complaints("# nothing\n")).containsExactly("policy.yaml: has no policy");
        assertThat(complaints("just text")).contains("policy.yaml:1: must be a map, got 'just text'");
    }

    @Test
    void saysWhyAFileCannotBeRead(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("missing.yaml");
        assertThatThrownBy(() -> PolicyFiles.read(missing))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage(missing + ": does not exist");
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> PolicyFiles.read(binary)).hasMessage(binary + ": is not UTF-8 text");
        assertThatThrownBy(() -> PolicyFiles.read(directory))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("cannot be read");
        Path valid = Files.writeString(directory.resolve("valid.yaml"), VALID);
        assertThat(PolicyFiles.read(valid)).extracting(Policy::application).containsExactly("billing");
    }

    @Test
    void theBuiltInPolicyWatchesEveryCategory() {
        Policy builtIn = PolicyFiles.builtIn();

        assertThat(builtIn.application()).isEqualTo(PolicyBook.EVERY_APPLICATION);
        assertThat(builtIn.falseAlarms()).isEqualTo(FalseAlarmBudget.DEFAULT);
        assertThat(builtIn.rules())
                .extracting(rule -> rule.rule().basics().category())
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(RiskCategory.UNSPECIFIED)));
        assertThat(builtIn.rule("default-hallucination").orElseThrow().rule().severity())
                .isEqualTo(Severity.MEDIUM);
        assertThat(builtIn.rule("default-child-safety").orElseThrow().rule().severity())
                .isEqualTo(Severity.HIGH);
    }

    @Test
    void mutationsOfAValidFileNeverBreakTheReader() {
        Random random = new Random(20261123);
        int valid = 0;
        for (int i = 0; i < 5_000; i++) {
            boolean json = i % 5 == 0;
            String text = mutated(json ? JSON : VALID, random);
            try {
                PolicyFiles.parse(json ? "policy.json" : "policy.yaml", text);
                valid++;
            } catch (InvalidConfiguration expected) {
                assertThat(expected.complaints()).isNotEmpty();
            }
        }
        assertThat(valid).isBetween(1, 4_999);
    }

    @Test
    void aPolicyWithEveryKindOfRuleIsReadWithoutAComplaint() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/every-kind.yaml")) {
            String sample = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(PolicyFiles.parse("policy.yaml", sample))
                    .extracting(DeclaredPolicy::policy)
                    .flatExtracting(Policy::rules)
                    .extracting(declared -> declared.rule().kind())
                    .contains(RuleKinds.ALL.stream().map(RuleKind::name).toArray(String[]::new));
        }
    }

    private static List<String> complaints(String text) {
        InvalidConfiguration invalid =
                catchThrowableOfType(InvalidConfiguration.class, () -> PolicyFiles.parse("policy.yaml", text));
        assertThat(invalid).as("a complaint about %s", text).isNotNull();
        assertThat(invalid)
                .hasMessage(String.join(
                        "\n",
                        invalid.complaints().stream().map(Complaint::toString).toList()));
        return invalid.complaints().stream().map(Complaint::toString).toList();
    }

    private static String categories() {
        return String.join(
                ", ",
                EnumSet.complementOf(EnumSet.of(RiskCategory.UNSPECIFIED)).stream()
                        .map(Enum::name)
                        .toList());
    }

    /** One to three edits: a character, a line, or a value. */
    static String mutated(String text, Random random) {
        String[] values = {
            "",
            "null",
            "~",
            "true",
            "-1",
            "1e400",
            ".nan",
            "99999999999999999999",
            "0x1F",
            "010",
            "1_0",
            "[]",
            "{}",
            "[[]]",
            "{a: {b: 1}}",
            "'",
            "\"\\u0000\"",
            "&a 1",
            "*a",
            "!!binary aGk=",
            "!x y",
            "| \n  text",
            "P-1D",
            "PT99999999999H",
            "${HOME}",
            "2026-01-01",
            "? x",
            "<<",
            "%",
            "@",
            "`",
            "\t",
            "\u0007",
            "\uD800",
            "- x"
        };
        StringBuilder mutated = new StringBuilder(text);
        for (int edits = 1 + random.nextInt(3); edits > 0 && mutated.length() > 2; edits--) {
            int at = random.nextInt(mutated.length() - 1);
            switch (random.nextInt(5)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, (char) random.nextInt(0x180));
                case 2 -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(30)));
                case 3 -> mutated.insert(at, values[random.nextInt(values.length)]);
                default -> {
                    int colon = mutated.indexOf(": ", at);
                    if (colon >= 0) {
                        int end = colon + 2;
                        while (end < mutated.length() && ",}\n".indexOf(mutated.charAt(end)) < 0) {
                            end++;
                        }
                        mutated.replace(colon + 2, end, values[random.nextInt(values.length)]);
                    }
                }
            }
        }
        return mutated.toString();
    }
}
