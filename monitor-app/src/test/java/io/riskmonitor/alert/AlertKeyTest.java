package io.riskmonitor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Group;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertKeyTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final AlertKey KEY =
            new AlertKey("billing", "ceiling", "judge-a", RiskCategory.HALLUCINATION, new Group("locale", "de"));

    @Test
    void isItsPartsInOrder() {
        assertThat(KEY).hasToString("billing|ceiling|judge-a|HALLUCINATION|locale|de");
        assertThat(new AlertKey("billing", "ceiling", null, null, Group.ALL)).hasToString("billing|ceiling||||");
    }

    @Test
    void isAboutWhatTheFindingIsAbout() {
        assertThat(AlertKey.of(ExampleFinding.of(new Group("locale", "de"), RuleOutcome.BREACH, NOON)))
                .hasToString("billing-assistant|ceiling|judge-a|HALLUCINATION|locale|de");
    }

    @Test
    void escapesWhatWouldSeparateItsParts() {
        assertThat(new AlertKey("a|b", "50%", "c%7Cd", RiskCategory.MISUSE, new Group("x|", "|y")))
                .hasToString("a%7Cb|50%25|c%257Cd|MISUSE|x%7C|%7Cy");
    }

    @Test
    void isAnotherTextWheneverItIsAnotherKey() {
        List<String> parts = List.of("a", "a|", "|a", "a%7C", "%7Ca", "%", "|", "a|a");
        Set<String> texts = new HashSet<>();
        for (String application : parts) {
            for (String rule : parts) {
                for (String group : parts) {
                    texts.add(new AlertKey(application, rule, null, null, new Group("d", group)).toString());
                }
            }
        }
        assertThat(texts).hasSize(parts.size() * parts.size() * parts.size());
    }

    @Test
    void hasTheSameRuleAndSeriesOverAllTrafficAsItsParent() {
        assertThat(KEY.parent())
                .isEqualTo(new AlertKey("billing", "ceiling", "judge-a", RiskCategory.HALLUCINATION, Group.ALL));
        assertThat(KEY.parent().parent()).isEqualTo(KEY.parent());
    }

    @Test
    void givesTheSameEpisodeTheSameIdForEver() {
        // uuid.UUID(bytes=hashlib.md5(b"billing|ceiling|judge-a|HALLUCINATION|locale|de|1777636800000").digest(),
        // version=3)
        assertThat(KEY.idOf(NOON)).isEqualTo("44fe7cb7-b868-309b-bb7d-79bf7476bdf3");
    }

    @Test
    void givesAnotherEpisodeOrKeyAnotherId() {
        assertThat(KEY.idOf(NOON))
                .isNotEqualTo(KEY.idOf(NOON.plusMillis(1)))
                .isNotEqualTo(KEY.parent().idOf(NOON));
    }
}
