package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.wire.EarlyVerdict;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.Wire;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EarlyVerdictsTest {

    private static final Wire WIRE = new Wire(Map.of("schema.registry.url", "mock://early"), Rig.TOPICS, 1, () -> true);

    private final StoreRig<KeyValueStore<EarlyVerdict, Received>> rig = new StoreRig<>(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore("early"), WIRE.earlyVerdict(), WIRE.moved()));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void theVerdictsOfAnInteractionAreTakenOnceInTheOrderTheyWereJudged() {
        rig.use(store -> {
            EarlyVerdicts early = new EarlyVerdicts(store);
            early.park(key("i-1", "judged late", 900), received(1));
            early.park(key("i-2", "a", 500), received(2));
            early.park(key("i-1", "judged soon", 100), received(3));

            assertThat(offsets(early.take("i-1"))).containsExactly(3L, 1L);
            assertThat(early.take("i-1")).isEmpty();
            assertThat(offsets(early.takeExpired(1_000))).containsExactly(2L);
        });
    }

    @Test
    void thoseThatWaitedLongEnoughAreTakenFirstComeFirstServed() {
        rig.use(store -> {
            EarlyVerdicts early = new EarlyVerdicts(store);
            early.park(key("i-1", "a", 300), received(1));
            early.park(key("i-1", "b", 100), received(2));
            early.park(key("i-2", "a", 200), received(3));

            assertThat(offsets(early.takeExpired(200))).containsExactly(2L, 3L);
            assertThat(offsets(early.takeExpired(299))).isEmpty();
            assertThat(offsets(early.take("i-1"))).containsExactly(1L);
        });
    }

    @Test
    void theyWaitAcrossARestart() {
        rig.use(store -> new EarlyVerdicts(store).park(key("i-1", "a", 300), received(1)));

        rig.use(store ->
                assertThat(offsets(new EarlyVerdicts(store).take("i-1"))).containsExactly(1L));
        rig.use(store -> assertThat(new EarlyVerdicts(store).takeExpired(1_000)).isEmpty());
    }

    private static EarlyVerdict key(String interaction, String verdict, long expiresAt) {
        return new EarlyVerdict(interaction, verdict, expiresAt);
    }

    /** Its bytes are no event, which does not matter here. */
    private static Received received(long offset) {
        return new Received(new Origin(Rig.TOPICS.verdicts(), 0, offset), null, new byte[] {1}, null, null);
    }

    private static List<Long> offsets(List<Received> verdicts) {
        return verdicts.stream()
                .map(received -> Objects.requireNonNull(received.origin()).offset())
                .toList();
    }
}
