package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LeadersTest {

    private static final String INTERACTIONS = "interactions";
    private static final String VERDICTS = "verdicts";
    private static final long NEVER = Long.MIN_VALUE;

    private final Leaders leaders =
            new Leaders(List.of(INTERACTIONS, VERDICTS), 2, Duration.ofSeconds(10), InstantSource.system());

    @Test
    void silenceLastsFromTheLastArrivalToTheLastAnswer() {
        answer(INTERACTIONS, 0, 7, 1_000, 20_000);
        answer(VERDICTS, 0, 7, 1_000, 19_000);

        assertThat(leaders.silence(0, 5_000, 20_500)).isEqualTo(14_000);
        assertThat(leaders.silence(0, 19_500, 20_500)).isZero();
    }

    @Test
    void nobodyKnowsOfSilenceWhereALeaderNeverAnswered() {
        answer(INTERACTIONS, 0, 7, 1_000, 20_000);
        answer(INTERACTIONS, 1, 7, 1_000, 20_000);
        answer(VERDICTS, 1, 7, 1_000, 20_000);

        assertThat(leaders.silence(0, 5_000, 20_000)).isZero();
        assertThat(leaders.silence(1, 5_000, 20_000)).isEqualTo(15_000);
    }

    @Test
    void silenceBeginsAnewWhenALeaderIsBackOrTheProcessIs() {
        answer(INTERACTIONS, 0, 7, 1_000, 60_000);
        answer(VERDICTS, 0, 7, 1_000, 10_000);
        assertThat(leaders.silence(0, 5_000, 60_000)).as("away").isEqualTo(5_000);

        answer(VERDICTS, 0, 7, 50_000, 60_000);
        assertThat(leaders.silence(0, 5_000, 60_000)).as("back").isEqualTo(10_000);
    }

    @Test
    void anAnswerThatIsMissingNowAndThenIsNoAbsence() {
        for (long millis = 1_000; millis <= 31_000; millis += Leaders.LONGEST_PAUSE.toMillis()) {
            leaders.answered(new TopicPartition(INTERACTIONS, 0), 7, millis);
            leaders.answered(new TopicPartition(VERDICTS, 0), 7, millis);
        }

        assertThat(leaders.silence(0, 1_000, 31_000)).isEqualTo(30_000);
    }

    @Test
    void allIsReadUpToTheLastAnswerWhereNothingLiesBeyond() {
        answer(VERDICTS, 0, 7, 1_000, 5_000);
        answer(VERDICTS, 1, 0, 1_000, 5_000);

        assertThat(leaders.allReadAt(VERDICTS, 0, 7, 4_000)).isEqualTo(5_000);
        assertThat(leaders.allReadAt(VERDICTS, 0, 6, 4_000)).isEqualTo(NEVER);
        assertThat(leaders.allReadAt(VERDICTS, 0, -1, 4_000)).isEqualTo(NEVER);
        assertThat(leaders.allReadAt(VERDICTS, 1, -1, 4_000)).as("empty").isEqualTo(5_000);
        assertThat(leaders.allReadAt(INTERACTIONS, 0, 7, 4_000)).as("unknown").isEqualTo(NEVER);
    }

    /** What lies beyond may be markers of transactions. */
    @Test
    void allIsReadWhereNothingHasComeForLongFromALeaderThatAnswers() {
        answer(VERDICTS, 0, 8, 1_000, 14_000);
        assertThat(leaders.allReadAt(VERDICTS, 0, 7, 4_001)).isEqualTo(NEVER);
        assertThat(leaders.allReadAt(VERDICTS, 0, 7, 4_000)).isEqualTo(14_000);
    }

    @Test
    void aLeaderIsAwayWhoHasNotAnsweredForSomeSeconds() {
        assertThat(leaders.isAway(0, 1_000)).isTrue();

        answer(INTERACTIONS, 0, 7, 1_000, 9_000);
        answer(VERDICTS, 0, 7, 1_000, 5_000);

        assertThat(leaders.isAway(0, 8_000)).isFalse();
        assertThat(leaders.isAway(0, 8_001)).isTrue();
    }

    private void answer(String topic, int partition, long end, long fromMillis, long toMillis) {
        for (long millis = fromMillis; millis <= toMillis; millis += 1_000) {
            leaders.answered(new TopicPartition(topic, partition), end, millis);
        }
    }
}
