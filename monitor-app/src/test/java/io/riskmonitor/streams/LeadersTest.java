package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LeadersTest {

    private final Leaders leaders = new Leaders(List.of("interactions", "verdicts"), 2, InstantSource.system());

    @Test
    void silenceLastsFromTheLastArrivalToTheLastAnswer() {
        answer("interactions", 0, 1_000, 20_000);
        answer("verdicts", 0, 1_000, 19_000);

        assertThat(leaders.millis(0, 5_000, 20_500)).isEqualTo(14_000);
        assertThat(leaders.millis(0, 19_500, 20_500)).isZero();
    }

    @Test
    void nobodyKnowsOfSilenceWhereALeaderNeverAnswered() {
        answer("interactions", 0, 1_000, 20_000);
        answer("interactions", 1, 1_000, 20_000);
        answer("verdicts", 1, 1_000, 20_000);

        assertThat(leaders.millis(0, 5_000, 20_000)).isZero();
        assertThat(leaders.millis(1, 5_000, 20_000)).isEqualTo(15_000);
    }

    @Test
    void silenceBeginsAnewWhenALeaderIsBackOrTheProcessIs() {
        answer("interactions", 0, 1_000, 60_000);
        answer("verdicts", 0, 1_000, 10_000);
        assertThat(leaders.millis(0, 5_000, 60_000)).as("away").isEqualTo(5_000);

        answer("verdicts", 0, 50_000, 60_000);
        assertThat(leaders.millis(0, 5_000, 60_000)).as("back").isEqualTo(10_000);
    }

    @Test
    void anAnswerThatIsMissingNowAndThenIsNoAbsence() {
        for (long millis = 1_000; millis <= 31_000; millis += Leaders.LONGEST_PAUSE.toMillis()) {
            leaders.answered(new TopicPartition("interactions", 0), millis);
            leaders.answered(new TopicPartition("verdicts", 0), millis);
        }

        assertThat(leaders.millis(0, 1_000, 31_000)).isEqualTo(30_000);
    }

    private void answer(String topic, int partition, long fromMillis, long toMillis) {
        for (long millis = fromMillis; millis <= toMillis; millis += 1_000) {
            leaders.answered(new TopicPartition(topic, partition), millis);
        }
    }
}
