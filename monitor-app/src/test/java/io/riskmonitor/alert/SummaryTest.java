package io.riskmonitor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static final String COUNTS =
            ": 12 of 40 failed since 2026-05-01T12:00:00Z (30.00 %, 95 % interval 20.00 % to 40.00 %).";

    private final Finding breach =
            ExampleFinding.of(new Group("locale", "de"), RuleOutcome.BREACH, ExampleFinding.NOON);

    @Test
    void isOneSentenceWithTheProof() {
        AlertSettings settings = new AlertSettings(new HoldPolicy(Duration.ZERO, Duration.ZERO), "support-ai", null);
        List<AlertEvent> events = new Alerts().on(breach, settings);
        assertThat(events)
                .extracting(AlertEvent::summary)
                .containsExactly(
                        "HALLUCINATION of locale=de in billing-assistant, judged by judge-a is credibly above 2.00 %"
                                + COUNTS);
    }

    @Test
    void saysForEveryStatusWhatToThinkOfIt() {
        assertThat(verb(AlertStatus.PENDING)).isEqualTo("is credibly above 2.00 %, and must stay so before it fires");
        assertThat(verb(AlertStatus.FIRING)).isEqualTo("is credibly above 2.00 %");
        assertThat(verb(AlertStatus.SUPPRESSED)).isEqualTo("is credibly above 2.00 %, as all traffic is");
        assertThat(verb(AlertStatus.CLEARING))
                .isEqualTo("is credibly well again, and must stay so before it is resolved"
                        + " (the alert said: it is credibly above 2.00 %)");
        assertThat(verb(AlertStatus.RESOLVED)).isEqualTo("is over (the alert said: it is credibly above 2.00 %)");
        assertThat(verb(AlertStatus.NO_DATA)).isEqualTo("has no data");
    }

    @Test
    void saysWhatItDoesNotKnow() {
        Finding finding = ExampleFinding.of(null, Group.ALL, RuleOutcome.BREACH, ExampleFinding.NOON, null, null);
        assertThat(Summary.of(AlertStatus.FIRING, open(finding), null))
                .startsWith("HALLUCINATION of all traffic in billing-assistant is credibly above")
                .contains("95 % interval unknown to unknown");
    }

    @Test
    void namesTheRuleWhereItIsAboutNoCategory() {
        Finding silence = new Finding(
                "judge-alive",
                "silence",
                Severity.MEDIUM,
                "billing-assistant",
                null,
                "judge-a",
                Group.ALL,
                RuleOutcome.BREACH,
                ExampleFinding.NOON,
                "v1",
                "has not judged since 11:40",
                new Evidence.Builder(ExampleFinding.NOON, ExampleFinding.NOON, 0).build());
        assertThat(Summary.of(AlertStatus.FIRING, open(silence), null))
                .isEqualTo("judge-alive of all traffic in billing-assistant, judged by judge-a"
                        + " has not judged since 11:40.");
    }

    @Test
    void readsTheSameInEveryLanguage() {
        Locale before = Locale.getDefault();
        String english = Summary.of(AlertStatus.FIRING, open(breach), null);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Summary.of(AlertStatus.FIRING, open(breach), null)).isEqualTo(english);
        } finally {
            Locale.setDefault(before);
        }
    }

    private String verb(AlertStatus status) {
        String summary = Summary.of(status, open(breach), null);
        String subject = "HALLUCINATION of locale=de in billing-assistant, judged by judge-a ";
        assertThat(summary).startsWith(subject).endsWith(COUNTS);
        return summary.substring(subject.length(), summary.length() - COUNTS.length());
    }

    private static OpenAlert open(Finding proof) {
        return new OpenAlert(AlertState.QUIET, proof.at(), proof, proof.claim(), Answers.NONE);
    }
}
