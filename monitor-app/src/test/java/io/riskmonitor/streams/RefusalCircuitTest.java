package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.schema.Outcome.FAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.MonitorConfig.Refusals;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.wire.Origin;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RefusalCircuitTest {

    private static final Refusals LIMITS = new Refusals(100, 0.5, Duration.ofMinutes(10));
    private static final Refusal UNREADABLE = new Refusal(RefusalReason.UNDECODABLE, "no such schema");
    private static final Refusal NAMELESS = new Refusal(RefusalReason.MISSING_ID, "interactionId is empty");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RefusalCircuit circuit = new RefusalCircuit(LIMITS, new RiskMetrics(meters, InstantSource.system()));
    private long offset;
    private long clockMillis;

    @Test
    void aTopicOfWhichNothingCanBeReadStopsTheMonitorAtTheLimit() {
        refuse("llm.interactions", 60, NAMELESS);
        refuse("llm.interactions", 39, UNREADABLE);
        assertThat(circuit.burst()).isNull();

        assertThatThrownBy(() -> refuse("llm.interactions", 1, UNREADABLE))
                .isInstanceOf(RefusalBurst.class)
                .hasMessageStartingWith(
                        "stopped reading, because 100 of the last 100 records of llm.interactions had to"
                                + " be refused (UNDECODABLE 40, MISSING_ID 60), the last one at partition 3, offset 99:"
                                + " UNDECODABLE, no such schema.")
                .hasMessageContaining("observe.refusals.maxShare: 1");
        assertThat(meters.get("risk_refusal_circuit_open")
                        .tag("topic", "llm.interactions")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void onceOpenItLetsNothingThroughOnAnyThread() {
        Throwable burst = catchThrowable(() -> refuse("llm.interactions", 100, UNREADABLE));

        assertThatThrownBy(() -> circuit.received("llm.verdicts")).isSameAs(burst);
    }

    @Test
    void halfOfATopicMayBeRefused() {
        for (int i = 0; i < 10_000; i++) {
            circuit.received("llm.interactions");
            refuse("llm.interactions", 1, UNREADABLE);
        }
        assertThat(circuit.burst()).isNull();

        assertThat(catchThrowable(() -> refuse("llm.interactions", 1, UNREADABLE)))
                .as("more than half of the latest is too much, however much was read before")
                .isInstanceOf(RefusalBurst.class);
    }

    @Test
    void topicsAreCountedOnTheirOwn() {
        refuse("llm.interactions", 99, UNREADABLE);
        refuse("llm.verdicts", 99, UNREADABLE);
        assertThat(circuit.burst()).isNull();
    }

    @Test
    void refusalsThatAreFarBetweenAreNoBurst() {
        for (int i = 0; i < 1_000; i++) {
            clockMillis += Duration.ofSeconds(7).toMillis();
            refuse("llm.interactions", 1, UNREADABLE);
        }
        assertThat(circuit.burst()).isNull();
    }

    @Test
    void aClockThatJumpsNeitherBreaksItNorHidesABurst() {
        refuse("llm.interactions", 50, UNREADABLE);
        clockMillis += Duration.ofDays(400).toMillis();
        refuse("llm.interactions", 50, UNREADABLE);
        assertThat(circuit.burst()).as("what came before the jump is long ago").isNull();
        clockMillis -= Duration.ofDays(800).toMillis();

        assertThat(catchThrowable(() -> refuse("llm.interactions", 50, UNREADABLE)))
                .isInstanceOf(RefusalBurst.class);
    }

    @Test
    void aShareOfOneNeverStops() {
        RefusalCircuit open = new RefusalCircuit(Refusals.NEVER_STOP, new RiskMetrics(meters, InstantSource.system()));
        for (int i = 0; i < 1_000; i++) {
            open.received("llm.interactions");
            open.refused(UNREADABLE, new Origin("llm.interactions", 0, i), 0);
        }
        assertThat(open.burst()).isNull();
    }

    @Test
    void theTopologyStopsWithTheReason() {
        try (Rig rig = Rig.stoppingAt(LIMITS)) {
            rig.send(interaction("good").judged("judge-a", FAIL));
            for (int i = 0; i < 99; i++) {
                rig.send(true, "k", new byte[] {1});
            }
            assertThat(rig.refusals()).hasSize(99);

            Throwable stopped = catchThrowable(() -> rig.send(true, "k", new byte[] {1}));

            assertThat(RefusalBurst.causeOf(stopped)).hasMessageContaining("100 of the last 100 records");
            assertThat(rig.refusals()).as("the one that was too many").isEmpty();
        }
    }

    private void refuse(String topic, int count, Refusal refusal) {
        for (int i = 0; i < count; i++) {
            circuit.received(topic);
            circuit.refused(refusal, new Origin(topic, 3, offset++), clockMillis);
        }
    }
}
