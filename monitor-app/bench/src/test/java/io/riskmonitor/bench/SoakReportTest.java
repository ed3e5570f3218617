package io.riskmonitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.bench.SoakReport.Sample;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {

    private static final int RETENTION = 40;

    private static SoakReport report(int days, IntToDoubleFunction disk, long halfway, long end) {
        List<Sample> samples = IntStream.rangeClosed(1, days)
                .mapToObj(day -> new Sample(day, 400, 60, 50, disk.applyAsDouble(day)))
                .toList();
        SortedMap<String, Long> before = new TreeMap<>();
        before.put("cells", halfway);
        SortedMap<String, Long> then = new TreeMap<>();
        then.put("cells", end);
        return new SoakReport(1_000, 1, 10, RETENTION, samples, before, then);
    }

    @Test
    void growthUntilRetentionIsOverIsAllowed() {
        assertThat(report(100, day -> 10.0 * Math.min(day, RETENTION), 500, 510).grown())
                .isEmpty();
    }

    @Test
    void growthAfterThatFails() {
        assertThat(report(100, day -> 10.0 * day, 500, 510).grown())
                .singleElement()
                .asString()
                .contains("disk grew from 550 to 850 MB");
        assertThat(report(100, day -> 100, 500, 700).grown())
                .containsExactly("store cells grew from 500 to 700 entries");
    }

    @Test
    void fewDaysProveNothing() {
        assertThat(report(RETENTION + 3, day -> 100, 500, 500).grown())
                .singleElement()
                .asString()
                .contains("too few days");
    }

    @Test
    void theSameNumbersMakeTheSameTraffic() {
        SoakTraffic traffic = new SoakTraffic(1, Instant.parse("2021-01-01T00:00:00Z"), 200);

        assertThat(traffic.day(14)).hasSize(210).isEqualTo(traffic.day(14)).isNotEqualTo(traffic.day(15));
        assertThat(new SoakTraffic(2, traffic.start(), 200).day(14)).isNotEqualTo(traffic.day(14));
    }
}
