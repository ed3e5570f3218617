package io.riskmonitor.bench.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of a schedule.
 *
 * @param sent records, repeats included
 * @param faults what happened, and how often
 * @param compared how many records of each kind an undisturbed run publishes
 * @param directory what the instances said
 */
public record Result(
        Schedule schedule,
        int sent,
        String faults,
        Map<Fact.Kind, Integer> compared,
        List<Difference> differences,
        Duration took,
        Path directory) {

    public boolean isEqual() {
        return differences.isEmpty();
    }

    long count(Difference.Kind kind) {
        return differences.stream()
                .filter(difference -> difference.kind() == kind)
                .count();
    }
}
