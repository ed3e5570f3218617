package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JudgedConversationsTest {

    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Duration HORIZON = Duration.ofHours(24);

    private final StoreRig<WindowStore<String, Long>> rig =
            new StoreRig<>(Remembered.builder("judged", Serdes.Long(), HORIZON));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aTrialIsTheFirstWhereNoneWasWithinTheHorizon() {
        rig.use(store -> {
            JudgedConversations judged = new JudgedConversations(new Remembered<>(store, HORIZON));

            assertThat(isFirst(judged, "c-1", NOON)).isTrue();
            assertThat(isFirst(judged, "c-1", NOON.plus(HORIZON))).isFalse();
            assertThat(isFirst(judged, "c-2", NOON.plus(HORIZON))).isTrue();
            assertThat(isFirst(judged, "c-2", NOON.plus(HORIZON.multipliedBy(3))))
                    .isTrue();
        });
    }

    @Test
    void aConversationIsKnownAsLongAsItGoesOn() {
        rig.use(store -> {
            JudgedConversations judged = new JudgedConversations(new Remembered<>(store, HORIZON));
            isFirst(judged, "c-1", NOON);

            for (int hours = 20; hours < 200; hours += 20) {
                assertThat(isFirst(judged, "c-1", NOON.plus(Duration.ofHours(hours))))
                        .as("after %d hours", hours)
                        .isFalse();
            }
        });
    }

    @Test
    void aTrialThatIsTooOldToTellIsNotTheFirst() {
        rig.use(store -> {
            JudgedConversations judged = new JudgedConversations(new Remembered<>(store, HORIZON));
            isFirst(judged, "c-1", NOON);
            Instant old = NOON.minus(HORIZON).minusMillis(1);

            assertThat(judged.isFirst("billing", "c-2", SERIES, old, NOON.toEpochMilli()))
                    .isFalse();
            assertThat(judged.isFirst("billing", "c-2", SERIES, old.plusMillis(1), NOON.toEpochMilli()))
                    .isTrue();
        });
    }

    private static boolean isFirst(JudgedConversations judged, String conversation, Instant at) {
        return judged.isFirst("billing", conversation, SERIES, at, at.toEpochMilli());
    }
}
