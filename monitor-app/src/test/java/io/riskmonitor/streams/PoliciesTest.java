package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.schema.Outcome.FAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.scenario.Event;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.Wire;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoliciesTest {

    private static final String VALID = """
            application: billing
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.05, severity: HIGH}
            """;

    private final Rig rig = Rig.standard();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aDeclaredPolicyHolds() {
        rig.declare(VALID);

        assertThat(rig.policies().policyOf("billing").rule("ceiling")).isPresent();
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void anInvalidPolicyIsRefusedWithEveryProblemAndTheLastGoodOneStays() {
        rig.declare(VALID);
        var before = rig.policies().policyOf("billing");

        rig.declare("""
                application: billing
                falseAlarms: {atMost: 0, per: P7D}
                rules:
                  - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 3.0}
                """);

        assertThat(rig.policies().policyOf("billing")).isEqualTo(before);
        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo("INVALID_POLICY");
            assertThat(refused.detail()).contains("falseAlarms.atMost", "rules[0].ceiling", "rules[0].severity");
            assertThat(refused.key()).asString().isEqualTo("billing");
            assertThat(refused.headers())
                    .containsEntry("risk.topic", "risk.policies")
                    .containsEntry("risk.partition", "0")
                    .containsEntry("risk.offset", "1");
        });
        assertThat(rig.counter("risk_policy_rejected_total")).isEqualTo(1);
        assertThat(rig.counter("risk_refusals_total", "reason", "INVALID_POLICY"))
                .isEqualTo(1);
    }

    @Test
    void aPolicyUnderTheKeyOfAnotherApplicationIsRefused() {
        rig.declare("support", Map.of("application", "billing", "rules", List.of()));

        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo("INVALID_POLICY");
            assertThat(refused.detail()).contains("support", "billing");
        });
        assertThat(rig.policies().declared()).isEmpty();
    }

    @Test
    void aPolicyWithoutAKeyIsRefused() {
        rig.declare(null, new byte[] {1});

        assertThat(rig.refusals()).extracting(Rig.Refused::reason).containsExactly("INVALID_POLICY");
    }

    @Test
    void whatIsNoPolicyAtAllIsRefused() {
        rig.declare("billing", "application: billing".getBytes(StandardCharsets.UTF_8));
        rig.declare("billing", rig.encode(interaction("i-1")));

        assertThat(rig.refusals()).extracting(Rig.Refused::reason).containsExactly("UNDECODABLE", "UNDECODABLE");
        assertThat(rig.counter("risk_policy_rejected_total")).isEqualTo(2);
        rig.declare(VALID);
        assertThat(rig.policies().declared()).containsOnlyKeys("billing");
    }

    @Test
    void aTombstoneWithdrawsThePolicy() {
        rig.declare(VALID);

        rig.declare("billing", (byte[]) null);

        assertThat(rig.policies().declared()).isEmpty();
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void anApplicationWithoutAPolicyIsWatchedByTheDefaultOne() {
        rig.declare(VALID);
        for (int i = 0; i < 40; i++) {
            rig.send(interaction("i-" + i)
                    .of("shop")
                    .at(Event.NOON.plusSeconds(i))
                    .judged("judge-a", FAIL));
        }
        rig.finish();

        assertThat(rig.alerts()).extracting(Alert::getRule).contains("default-hallucination");
        assertThat(rig.alerts()).extracting(Alert::getApplication).containsOnly("shop");
    }

    @Test
    void aPolicyIsNotRefusedWhenTheProgramStopsDuringAnOutageOfTheRegistry() throws Exception {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        Map<String, Object> settings =
                Map.of("schema.registry.url", "http://localhost:" + closedPort, "max.retries", 0);
        Wire stopping = new Wire(settings, Rig.TOPICS, 1_000, () -> true);
        RiskMetrics metrics = new RiskMetrics(new SimpleMeterRegistry(), InstantSource.system());
        Processor<byte[], byte[], byte[], Received> admit =
                new AdmitPolicies(Rig.TOPICS.policies(), stopping, metrics).get();
        MockProcessorContext<byte[], Received> context = new MockProcessorContext<>();
        context.setRecordMetadata(Rig.TOPICS.policies(), 0, 0);
        admit.init(context);
        byte[] key = "billing".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> admit.process(new Record<>(key, new byte[] {0, 0, 0, 0, 7, 1}, 0)))
                .isInstanceOf(SerializationException.class);
        assertThat(context.forwarded()).isEmpty();
    }

    @Test
    void whatIsPutPastTheGateKeepsNobodyFromReadingTheRest() {
        rig.declare(VALID);
        rig.intrude(Rig.TOPICS.acceptedPolicies(), "billing", new byte[] {1, 2, 3})
                .intrude(Rig.TOPICS.acceptedPolicies(), null, new byte[] {1})
                .intrude(Rig.TOPICS.acceptedGold(), "case", new byte[] {1, 2, 3})
                .intrude(Rig.TOPICS.acceptedGold(), null, null);

        assertThat(rig.policies().policyOf("billing").rule("ceiling"))
                .as("what was there before")
                .isPresent();
    }

    @Test
    void aPolicyThatIsTooLargeIsRefusedUnread() {
        rig.declare("billing", new byte[1_048_577]);

        assertThat(rig.refusals())
                .singleElement()
                .extracting(Rig.Refused::reason)
                .isEqualTo("TOO_LARGE");
    }
}
