package io.riskmonitor.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedStreamTest {

    private static final List<Recorded> STREAM = RecordedStream.of(1);

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(RecordedStream.of(1)).isEqualTo(STREAM).isNotEqualTo(RecordedStream.of(2));
    }

    @Test
    void isInTheOrderOfEventTime() {
        assertThat(STREAM).isSortedAccordingTo(Comparator.comparing(Recorded::at));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 12})
    void hasALastEventForEveryPartition(int partitions) {
        List<Integer> closed = STREAM.stream()
                .filter(record ->
                        record.at().equals(STREAM.get(STREAM.size() - 1).at()))
                .map(record -> RecordedStream.partitionOf(String.valueOf(record.key()), partitions))
                .distinct()
                .toList();

        assertThat(closed)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, partitions).boxed().toList());
    }

    @Test
    void isShuffledByAtMostTwoMinutes() {
        List<Recorded> shuffled = new Shuffled().sent(STREAM, new SplittableRandom(1));
        long latest = 0;
        for (Recorded record : shuffled) {
            assertThat(record.at().toEpochMilli()).isGreaterThan(latest - 120_000);
            latest = Math.max(latest, record.at().toEpochMilli());
        }

        assertThat(shuffled).isNotEqualTo(STREAM).containsExactlyInAnyOrderElementsOf(STREAM);
    }
}
