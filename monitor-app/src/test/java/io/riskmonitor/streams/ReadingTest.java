package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.pane.Watermark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private static final String INTERACTIONS = "interactions";
    private static final String VERDICTS = "verdicts";

    /** Topic to when all of it was read. */
    private final Map<String, Long> allReadAt = new HashMap<>();

    private final Reading reading = new Reading(upstream(), List.of(INTERACTIONS, VERDICTS), 3, 1_000);

    @Test
    void itIsAsFarAsInTheTopicInWhichItIsLeastFar() {
        reading.reached(INTERACTIONS, 700);
        assertThat(reading.latest()).isEqualTo(700);
        assertThat(reading.time()).as("verdicts may be earlier").isEqualTo(Watermark.NONE);

        reading.reached(VERDICTS, 300);
        reading.reached(VERDICTS, 200);
        assertThat(reading.time()).isEqualTo(300);

        reading.reached(VERDICTS, 900);
        assertThat(reading.time()).isEqualTo(700);
    }

    @Test
    void aTopicOfWhichAllWasReadHoldsNobodyUpFurtherThanWhatWasReadUntilThen() {
        reading.reached(INTERACTIONS, 100);
        reading.look(2_000);
        reading.reached(INTERACTIONS, 200);
        reading.look(3_000);
        assertThat(reading.time()).isEqualTo(Watermark.NONE);

        allReadAt.put(VERDICTS, 2_900L);
        reading.look(3_500);
        assertThat(reading.time()).as("read when the leader was asked").isEqualTo(100);

        allReadAt.put(VERDICTS, 3_400L);
        reading.look(4_000);
        assertThat(reading.time()).isEqualTo(200);

        reading.reached(INTERACTIONS, 300);
        assertThat(reading.time()).as("a verdict may lie there by now").isEqualTo(200);
    }

    @Test
    void aTopicWhoseLeaderIsAwayIsWaitedFor() {
        reading.reached(VERDICTS, 100);
        for (int second = 2; second < 100; second++) {
            reading.reached(INTERACTIONS, 100 * second);
            reading.look(1_000 * second);
        }
        assertThat(reading.time()).isEqualTo(100);

        allReadAt.put(VERDICTS, 99_500L);
        reading.look(100_000);
        assertThat(reading.time()).isEqualTo(9_900);
    }

    @Test
    void whereNothingIsUpstreamItIsAsFarAsTheLatestEvent() {
        Reading all = new Reading(Upstream.EMPTY, List.of(INTERACTIONS, VERDICTS), 3, 1_000);
        assertThat(all.time()).isEqualTo(Watermark.NONE);

        all.reached(INTERACTIONS, 700);
        all.reached(VERDICTS, 300);

        assertThat(all.time()).isEqualTo(700);
    }

    private Upstream upstream() {
        return new Upstream() {
            @Override
            public long silence(int partition, long sinceMillis, long nowMillis) {
                throw new AssertionError("nobody asks");
            }

            @Override
            public long allReadAt(String topic, int partition, long next, long lastArrivalMillis) {
                assertThat(partition).isEqualTo(3);
                return allReadAt.getOrDefault(topic, Long.MIN_VALUE);
            }

            @Override
            public boolean isAway(int partition, long nowMillis) {
                throw new AssertionError("nobody asks");
            }
        };
    }
}
