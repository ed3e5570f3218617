package io.riskmonitor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkloadTest {

    private final Workload workload = new Workload(1, Instant.parse("2026-05-01T12:00:00Z"), 10_000, 3);

    @Test
    void isTheSameForTheSameSeed() {
        List<Workload.Event> first = new ArrayList<>();
        List<Workload.Event> second = new ArrayList<>();

        assertThat(workload.generate(first::add)).isEqualTo(workload.generate(second::add));

        assertThat(first).isEqualTo(second).hasSize(10_500);
    }

    @Test
    void failsTwicePerHundredVerdicts() {
        Truth truth = workload.generate(event -> {});

        assertThat(truth.inlineTrials()).isEqualTo(workload.inlineVerdicts()).isEqualTo(40_000);
        assertThat(truth.laterTrials()).isEqualTo(workload.laterVerdicts()).isEqualTo(500);
        assertThat((double) truth.inlineFailures() / truth.inlineTrials()).isCloseTo(0.02, within(0.003));
    }

    @Test
    void endsAfterItsLastEventAndBeforeItsClosingOnes() {
        workload.generate(event -> assertThat(event.at()).isBefore(workload.end()));

        assertThat(workload.closing(0).at()).isAfter(workload.end());
    }
}
