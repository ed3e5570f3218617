package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConversationsTest {

    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Series OTHER = new Series(RiskCategory.HALLUCINATION, "judge-b");
    private static final Duration HORIZON = Duration.ofHours(24);

    private final StoreRig<WindowStore<String, Map<Series, Boolean>>> rig =
            new StoreRig<>(Remembered.builder("conversations", Wire.conversation(), HORIZON));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aTrialIsTheFirstWhereNoneWasWithinTheHorizon() {
        rig.use(store -> {
            Conversations conversations = on(store);

            assertThat(passes(conversations, "c-1", NOON)).isEqualTo(Standing.FIRST);
            assertThat(passes(conversations, "c-1", NOON.plus(HORIZON))).isEqualTo(Standing.KEPT);
            assertThat(passes(conversations, "c-2", NOON.plus(HORIZON))).isEqualTo(Standing.FIRST);
            assertThat(passes(conversations, "c-2", NOON.plus(HORIZON.multipliedBy(3))))
                    .isEqualTo(Standing.FIRST);
        });
    }

    @Test
    void aConversationIsKnownAsLongAsItGoesOn() {
        rig.use(store -> {
            Conversations conversations = on(store);
            passes(conversations, "c-1", NOON);

            for (int hours = 20; hours < 200; hours += 20) {
                assertThat(passes(conversations, "c-1", NOON.plus(Duration.ofHours(hours))))
                        .as("after %d hours", hours)
                        .isEqualTo(Standing.KEPT);
            }
        });
    }

    @Test
    void aFailureStandsForTheHorizonAndNotForAsLongAsTheConversationGoesOn() {
        rig.use(store -> {
            Conversations conversations = on(store);
            fails(conversations, SERIES, NOON);

            assertThat(passes(conversations, "c-1", NOON.plus(HORIZON))).isEqualTo(Standing.SHOWN);
            assertThat(passes(conversations, "c-1", NOON.plus(HORIZON.multipliedBy(2))))
                    .isEqualTo(Standing.KEPT);
        });
    }

    @Test
    void aFailureIsOneOfItsSeriesOnly() {
        rig.use(store -> {
            Conversations conversations = on(store);

            assertThat(fails(conversations, SERIES, NOON)).isEqualTo(Standing.FIRST);
            assertThat(fails(conversations, OTHER, NOON)).isEqualTo(Standing.FIRST);
            assertThat(fails(conversations, SERIES, NOON)).isEqualTo(Standing.SHOWN);
        });
    }

    @Test
    void aTrialThatIsTooOldToTellIsNotTheFirst() {
        rig.use(store -> {
            Conversations conversations = on(store);
            passes(conversations, "c-1", NOON);
            Instant old = NOON.minus(HORIZON).minusMillis(1);
            long latest = NOON.toEpochMilli();

            assertThat(conversations.standing("billing", "c-2", SERIES, old, Outcome.PASS, latest))
                    .isEqualTo(Standing.KEPT);
            assertThat(conversations.standing("billing", "c-2", SERIES, old.plusMillis(1), Outcome.PASS, latest))
                    .isEqualTo(Standing.FIRST);
        });
    }

    @Test
    void whatIsAtHandMakesNoDifference() {
        List<Standing> atHand = new ArrayList<>();
        List<Standing> fromTheStore = new ArrayList<>();
        try (var another = new StoreRig<>(Remembered.builder("another", Wire.conversation(), HORIZON))) {
            rig.use(store -> {
                Conversations conversations = on(store);
                trials().forEach(trial -> atHand.add(trial.on(conversations)));
            });
            another.use(store -> trials().forEach(trial -> fromTheStore.add(trial.on(on(store)))));
        }

        assertThat(atHand).isEqualTo(fromTheStore).contains(Standing.values());
    }

    /** One event with one trial, out of order by up to a day and a half. */
    private record Trial(String conversation, Series series, Instant at, Outcome outcome, long latest) {

        Standing on(Conversations conversations) {
            Standing standing = conversations.standing("billing", conversation, series, at, outcome, latest);
            conversations.write();
            return standing;
        }
    }

    private static List<Trial> trials() {
        SplittableRandom random = new SplittableRandom(7);
        List<Trial> trials = new ArrayList<>();
        long latest = NOON.toEpochMilli();
        for (int i = 0; i < 3_000; i++) {
            latest += random.nextInt(3_600_000);
            trials.add(new Trial(
                    "c-" + random.nextInt(20),
                    random.nextBoolean() ? SERIES : OTHER,
                    Instant.ofEpochMilli(latest - random.nextInt(36) * 3_600_000L),
                    random.nextInt(10) == 0 ? Outcome.FAIL : Outcome.PASS,
                    latest));
        }
        return trials;
    }

    private static Conversations on(WindowStore<String, Map<Series, Boolean>> store) {
        return new Conversations(new Remembered<>(store, HORIZON));
    }

    private static Standing passes(Conversations conversations, String conversation, Instant at) {
        return conversations.standing("billing", conversation, SERIES, at, Outcome.PASS, at.toEpochMilli());
    }

    private static Standing fails(Conversations conversations, Series series, Instant at) {
        return conversations.standing("billing", "c-1", series, at, Outcome.FAIL, at.toEpochMilli());
    }
}
