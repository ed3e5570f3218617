package io.riskmonitor.bench.poison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PoisonTest {

    @Test
    @Timeout(600)
    void nothingThatComesInStopsTheMonitorOrIsLost() {
        Poison poison = Poison.of(10_000, 20261123, line -> {});

        assertThat(poison.problems()).isEmpty();
        assertThat(poison.inputs()).isEqualTo(10_000);
        assertThat(poison.good()).isGreaterThan(1_500);
    }

    @Test
    void theSameSeedDamagesTheSameWay() {
        byte[] valid = "{\"type\":\"verdict\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Mutator one = new Mutator(new java.util.Random(5));
        Mutator other = new Mutator(new java.util.Random(5));
        for (int i = 0; i < 1_000; i++) {
            assertThat(one.damaged(valid, true)).isEqualTo(other.damaged(valid, true));
        }
    }
}
