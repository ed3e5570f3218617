package io.riskmonitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.bench.faults.Result;
import io.riskmonitor.bench.faults.Schedule;
import io.riskmonitor.bench.faults.Schedules;
import io.riskmonitor.bench.faults.Site;
import io.riskmonitor.bench.faults.Trial;
import io.riskmonitor.containers.RequiresDocker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same with three brokers in Docker, one of which is killed. */
@RequiresDocker
@Timeout(300)
final class BrokerFaultsIT {

    @TempDir
    private static Path directory;

    @Test
    void theSameEventsGiveTheSameAlertsWhenABrokerIsKilled() throws Exception {
        Schedule killed = Schedules.all(1, Duration.ofSeconds(5)).stream()
                .filter(schedule -> schedule.name().equals("broker-killed"))
                .findFirst()
                .orElseThrow();
        try (Site site = Site.cluster(directory)) {
            Result result = new Trial(1, site, line -> {}).run(killed);

            assertThat(result.faults()).isEqualTo("1 × broker-killed");
            assertThat(result.compared().values()).allMatch(number -> number > 5);
            assertThat(result.differences()).isEmpty();
        }
    }
}
