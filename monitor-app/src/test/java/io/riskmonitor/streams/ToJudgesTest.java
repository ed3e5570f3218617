package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Watermark;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class ToJudgesTest {

    private final ToJudges toJudges = new ToJudges();

    @Test
    void aWatermarkGoesToEveryJudge() {
        assertThat(partitions("", new Watermark(0, 8, 0, false), 4)).contains(Set.of(0, 1, 2, 3));
    }

    @Test
    void theTalliesOfAnApplicationGoToOneJudgeFromWhereverTheyWereSeen() {
        assertThat(partitions("billing", snapshot("billing", 0), 8))
                .isEqualTo(partitions("billing", snapshot("billing", 7), 8))
                .hasValueSatisfying(partitions -> assertThat(partitions).hasSize(1));
    }

    @Test
    void applicationsAreSpreadOverTheJudgesAsKafkaSpreadsKeys() {
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String application = "application-" + i;
            int byKafka = BuiltInPartitioner.partitionForKey(application.getBytes(StandardCharsets.UTF_8), 8);
            assertThat(partitions(application, snapshot(application, 0), 8)).contains(Set.of(byKafka));
            used.add(byKafka);
        }
        assertThat(used).hasSize(8);
    }

    private Optional<Set<Integer>> partitions(String key, Report report, int judges) {
        return toJudges.partitions("tallies", key, report, judges);
    }

    private static Snapshot snapshot(String application, int inputPartition) {
        return new Snapshot(application, inputPartition, 0, new Tally());
    }
}
