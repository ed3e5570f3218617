package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Trials;
import io.riskmonitor.pane.Trials.Trial;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConversationsTest {

    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Series OTHER = new Series(RiskCategory.HALLUCINATION, "judge-b");
    private static final Duration HORIZON = Duration.ofHours(24);

    private final StoreRig<WindowStore<String, Map<Series, Trials>>> rig =
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

            assertThat(new Turn("c-2", SERIES, old, false, latest).on(conversations))
                    .isEqualTo(Standing.KEPT);
            assertThat(new Turn("c-2", SERIES, old.plusMillis(1), false, latest).on(conversations))
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
                turns().forEach(turn -> atHand.add(turn.on(conversations)));
            });
            another.use(store -> turns().forEach(turn -> fromTheStore.add(turn.on(on(store)))));
        }

        assertThat(atHand).isEqualTo(fromTheStore).contains(Standing.values());
    }

    @Test
    void aTrialThatComesAfterThoseThatItShouldHaveComeBeforeChangesThem() {
        rig.use(store -> {
            Conversations conversations = on(store);
            Counted counted = new Counted();
            counted.count(conversations, trial(10, "i-10", false), NOON);
            counted.count(conversations, trial(20, "i-20", false), NOON);
            counted.count(conversations, trial(30, "i-30", true), NOON);
            assertThat(counted).hasToString("{i-10=FIRST, i-20=KEPT, i-30=KEPT}");

            counted.count(conversations, trial(15, "i-15", true), NOON);
            counted.count(conversations, trial(5, "i-05", false), NOON);
            counted.count(conversations, trial(15, "i-16", false), NOON);

            assertThat(counted).hasToString("{i-05=FIRST, i-10=KEPT, i-15=KEPT, i-16=SHOWN, i-20=SHOWN, i-30=SHOWN}");
        });
    }

    @Test
    void aTrialThatComesAfterItsTimeHasPassedChangesNoOther() {
        rig.use(store -> {
            Conversations conversations = on(store);
            Counted counted = new Counted();
            counted.count(conversations, trial(10, "i-10", false), NOON);
            counted.count(conversations, trial(20, "i-20", true), NOON);

            counted.count(conversations, trial(5, "i-05", true), NOON.plusSeconds(21));
            counted.count(conversations, trial(30, "i-30", false), NOON.plusSeconds(21));

            assertThat(counted).hasToString("{i-05=SHOWN, i-10=FIRST, i-20=KEPT, i-30=SHOWN}");
        });
    }

    /** The trials of 200 conversations, some of them at the same time, each in ten orders, across two buckets of time. */
    @Test
    void theSameTrialsAreKeptInWhateverOrderTheyCome() {
        SplittableRandom random = new SplittableRandom(11);
        int failures = 0;
        for (int i = 0; i < 200; i++) {
            List<Trial> trials = new ArrayList<>();
            for (int turn = 1 + random.nextInt(8); turn > 0; turn--) {
                trials.add(trial(random.nextInt(-5, 5), "i-" + turn, random.nextInt(4) == 0));
            }
            String inOrder = keptOf(trials);
            failures += inOrder.contains("SHOWN") ? 1 : 0;
            for (int order = 0; order < 10; order++) {
                Collections.shuffle(trials, new Random(random.nextLong()));
                assertThat(counted(trials)).as("%s", trials).isEqualTo(inOrder);
            }
        }
        assertThat(failures).isBetween(50, 150);
    }

    private String counted(List<Trial> trials) {
        Counted counted = new Counted();
        try (var another = new StoreRig<>(Remembered.builder("another", Wire.conversation(), HORIZON))) {
            // read from the store for every trial
            another.use(store -> trials.forEach(trial -> counted.count(on(store), trial, NOON.minusSeconds(60))));
        }
        return counted.toString();
    }

    /** The definition: in the order of time, up to and including the first failure. */
    private static String keptOf(List<Trial> trials) {
        Map<String, Standing> kept = new TreeMap<>();
        boolean failed = false;
        for (Trial trial : new TreeSet<>(trials)) {
            kept.put(trial.interactionId(), failed ? Standing.SHOWN : kept.isEmpty() ? Standing.FIRST : Standing.KEPT);
            failed |= trial.failed();
        }
        return kept.toString();
    }

    /** What every trial of one conversation is in the end. */
    private static final class Counted {
        private final Map<String, Standing> standings = new TreeMap<>();

        void count(Conversations conversations, Trial trial, Instant watermark) {
            long latest = NOON.plusSeconds(60).toEpochMilli();
            Standing standing = conversations.standing(
                    "billing", "c-1", SERIES, trial, latest, watermark.toEpochMilli(), (other, from, to) -> {
                        assertThat(standings.replace(other.interactionId(), from, to))
                                .as("%s was %s", other, from)
                                .isTrue();
                    });
            conversations.write();
            assertThat(standings.put(trial.interactionId(), standing)).isNull();
        }

        @Override
        public String toString() {
            return standings.toString();
        }
    }

    private static Trial trial(int second, String interactionId, boolean failed) {
        return new Trial(NOON.plusSeconds(second), interactionId, null, failed, null);
    }

    /** One event with one trial, out of order by up to a day and a half. */
    private record Turn(String conversation, Series series, Instant at, boolean failed, long latest) {

        Standing on(Conversations conversations) {
            Trial trial = new Trial(at, "i-" + latest, null, failed, null);
            Standing standing = conversations.standing(
                    "billing", conversation, series, trial, latest, latest - 2_000, (other, from, to) -> {});
            conversations.write();
            return standing;
        }
    }

    private static List<Turn> turns() {
        SplittableRandom random = new SplittableRandom(7);
        List<Turn> turns = new ArrayList<>();
        long latest = NOON.toEpochMilli();
        for (int i = 0; i < 3_000; i++) {
            latest += random.nextInt(3_600_000);
            turns.add(new Turn(
                    "c-" + random.nextInt(20),
                    random.nextBoolean() ? SERIES : OTHER,
                    Instant.ofEpochMilli(latest - random.nextInt(36) * 3_600_000L),
                    random.nextInt(10) == 0,
                    latest));
        }
        return turns;
    }

    private static Conversations on(WindowStore<String, Map<Series, Trials>> store) {
        return new Conversations(new Remembered<>(store, HORIZON));
    }

    private static Standing passes(Conversations conversations, String conversation, Instant at) {
        return new Turn(conversation, SERIES, at, false, at.toEpochMilli()).on(conversations);
    }

    private static Standing fails(Conversations conversations, Series series, Instant at) {
        return new Turn("c-1", series, at, true, at.toEpochMilli()).on(conversations);
    }
}
