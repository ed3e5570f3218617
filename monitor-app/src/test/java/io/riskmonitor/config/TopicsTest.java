package io.riskmonitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void prefixEveryName() {
        assertThat(names(new Topics("prod.")))
                .containsExactlyElementsOf(
                        names(Topics.DEFAULT).map(name -> "prod." + name).toList());
    }

    @Test
    void haveTheNamesOfTheContract() {
        assertThat(names(Topics.DEFAULT))
                .containsExactly(
                        "llm.interactions",
                        "llm.verdicts",
                        "risk.policies",
                        "risk.policies.accepted",
                        "risk.commands",
                        "risk.findings",
                        "risk.alerts",
                        "risk.alerts.current",
                        "risk.escalations",
                        "risk.digests",
                        "risk.flagged",
                        "risk.gold",
                        "risk.gold.accepted",
                        "risk.refusals");
    }

    private static Stream<String> names(Topics topics) {
        return Stream.of(
                topics.interactions(),
                topics.verdicts(),
                topics.policies(),
                topics.acceptedPolicies(),
                topics.commands(),
                topics.findings(),
                topics.alerts(),
                topics.currentAlerts(),
                topics.escalations(),
                topics.digests(),
                topics.flagged(),
                topics.gold(),
                topics.acceptedGold(),
                topics.refusals());
    }
}
