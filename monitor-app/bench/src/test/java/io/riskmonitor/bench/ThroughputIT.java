package io.riskmonitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.local.LocalKafka;
import io.riskmonitor.local.LocalRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Measures nothing: whether everybody counts right is what makes the benchmark worth running. */
@Timeout(120)
final class ThroughputIT {

    private static final Workload WORKLOAD = Workload.endingNow(7, 5_000, 2);

    @TempDir
    private static Path directory;

    private static LocalKafka kafka;
    private static LocalRegistry registry;
    private static Truth truth;

    @BeforeAll
    static void sendEvents() throws Exception {
        kafka = LocalKafka.start(directory.resolve("kafka"), 0);
        registry = LocalRegistry.start(directory.resolve("registry"), 0);
        truth = new Feed(kafka.bootstrapServers(), registry.url(), Course.MEASURED).send(WORKLOAD);
    }

    @AfterAll
    static void stop() {
        registry.close();
        kafka.close();
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatIsRight(Contender contender) throws Exception {
        Course course = new Course(
                kafka.bootstrapServers(),
                registry.url(),
                ProcessHandle.current().pid(),
                WORKLOAD,
                Course.MEASURED,
                "bench-it-" + contender,
                directory.resolve(contender.name()));

        assertThat(contender.newPass().run(course).totals()).isEqualTo(contender.right(truth));
    }
}
