package io.riskmonitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.bench.faults.Result;
import io.riskmonitor.bench.faults.Schedule;
import io.riskmonitor.bench.faults.Schedules;
import io.riskmonitor.bench.faults.Site;
import io.riskmonitor.bench.faults.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short form of {@code bench faults}: some of its schedules, with few kills. */
@Timeout(300)
final class FaultsIT {

    @TempDir
    private static Path directory;

    private static Site site;
    private static Trial trial;
    private static Map<String, Schedule> schedules;

    @BeforeAll
    static void startBroker() throws Exception {
        site = Site.embedded(directory);
        trial = new Trial(1, site, line -> {});
        schedules = Schedules.all(4, Duration.ofSeconds(5)).stream()
                .collect(Collectors.toMap(Schedule::name, Function.identity()));
    }

    @AfterAll
    static void stopBroker() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill-9", "backlog-8x4", "come-and-go"})
    void theSameEventsGiveTheSameAlertsWhateverHappens(String name) throws Exception {
        Result result = trial.run(Objects.requireNonNull(schedules.get(name)));

        assertThat(result.compared().values()).allMatch(number -> number > 5);
        assertThat(result.differences()).isEqualTo(List.of());
    }
}
