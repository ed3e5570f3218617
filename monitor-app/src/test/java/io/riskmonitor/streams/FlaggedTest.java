package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.scenario.Event.verdict;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.Flagged;
import io.riskmonitor.schema.FlaggedVerdict;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.SampledFor;
import io.riskmonitor.schema.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The interactions that people should look at. */
class FlaggedTest {

    private static final String POLICY = """
            application: billing
            segments: {dimensions: [locale]}
            rules:
              - {id: leak, kind: critical, category: DATA_LEAKAGE, sources: [GUARDRAIL], severity: CRITICAL}
            """;

    private final Rig rig = Rig.standard().declare(POLICY);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whatAnAlertNamesIsFlaggedWithAllThatIsKnownOfIt() {
        rig.send(
                        failed(1).in("c-1").stored("https://store.example/c-1"),
                        verdict("i-1")
                                .in("c-1")
                                .on(RiskCategory.DATA_LEAKAGE)
                                .by("filter", Outcome.FAIL)
                                .from(Source.GUARDRAIL)
                                .confidence(0.99))
                .finish();

        Alert alert = rig.alerts().get(0);
        assertThat(rig.flagged()).singleElement().satisfies(flagged -> {
            assertThat(flagged.getInteractionId()).isEqualTo("i-1");
            assertThat(flagged.getConversationId()).isEqualTo("c-1");
            assertThat(flagged.getReference()).isEqualTo("https://store.example/c-1");
            assertThat(flagged.getAlertIds()).containsExactly(alert.getAlertId());
            assertThat(flagged.getSampledFor()).isNull();
            assertThat(flagged.getCategories()).containsExactly(RiskCategory.HALLUCINATION, RiskCategory.DATA_LEAKAGE);
            assertThat(flagged.getVerdicts())
                    .extracting(
                            FlaggedVerdict::getVerdictId,
                            FlaggedVerdict::getSource,
                            FlaggedVerdict::getOutcome,
                            FlaggedVerdict::getConfidence)
                    .containsExactlyInAnyOrder(
                            tuple("judge-a/HALLUCINATION", Source.JUDGE, Outcome.FAIL, null),
                            tuple("filter/DATA_LEAKAGE", Source.GUARDRAIL, Outcome.FAIL, 0.99));
        });
    }

    @Test
    void tenThousandCriticalFailuresFlagAsManyAsPeopleCanLookAt() {
        List<Event> flood = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            flood.add(failed(i));
            flood.add(verdict("i-" + i)
                    .at(time("12:00:00").plusMillis(i))
                    .on(RiskCategory.DATA_LEAKAGE)
                    .by("filter", Outcome.FAIL)
                    .from(Source.GUARDRAIL));
        }
        rig.send(flood, 1_000).finish();

        assertThat(rig.alerts()).hasSize(10_000);
        assertThat(rig.flagged()).hasSize(Flag.MAX_FLAGS);
    }

    @Test
    void whenAnHourIsOverAFewFailuresOfEachCategoryAndGroupAreFlaggedWhateverTheirOrder() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            events.add(failed(i).locale(i % 100 == 0 ? "de" : "en"));
        }
        List<Flagged> sampled = sampled(events);

        Map<SampledFor, List<Flagged>> bySample = sampled.stream().collect(groupingBy(Flagged::getSampledFor));
        assertThat(bySample.keySet())
                .containsExactlyInAnyOrder(
                        new SampledFor(RiskCategory.HALLUCINATION, null, null),
                        new SampledFor(RiskCategory.HALLUCINATION, "locale", "de"),
                        new SampledFor(RiskCategory.HALLUCINATION, "locale", "en"));
        assertThat(bySample.values()).allMatch(sample -> sample.size() == 3);
        assertThat(sampled).allMatch(flagged -> flagged.getAt().equals(time("13:00:00")));

        List<Event> otherwise = new ArrayList<>(events);
        Collections.shuffle(otherwise, new Random(7));
        try (Rig another = Rig.standard().declare(POLICY)) {
            another.send(otherwise).send(interaction("later").at("13:00:10")).finish();
            assertThat(another.flagged())
                    .extracting(Flagged::getInteractionId, Flagged::getSampledFor)
                    .containsExactlyInAnyOrderElementsOf(sampled.stream()
                            .map(flagged -> tuple(flagged.getInteractionId(), flagged.getSampledFor()))
                            .toList());
        }
    }

    private List<Flagged> sampled(List<Event> events) {
        rig.send(events, 500).finish();
        assertThat(rig.flagged()).as("while the hour goes on").isEmpty();
        return rig.send(interaction("later").at("13:00:10")).finish().flagged();
    }

    /** A thousand in every second. */
    private static SentInteraction failed(int i) {
        return interaction("i-" + i).at(time("12:00:00").plusMillis(i)).judged("judge-a", Outcome.FAIL);
    }
}
