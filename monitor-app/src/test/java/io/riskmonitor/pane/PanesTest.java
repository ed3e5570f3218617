package io.riskmonitor.pane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PanesTest {

    private final Panes seconds = new Panes(Duration.ofSeconds(1));

    @Test
    void holdsATimeFromItsStartUpToTheNextOne() {
        long noon = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli();
        assertThat(seconds.startOf(Instant.ofEpochMilli(noon))).isEqualTo(noon);
        assertThat(seconds.startOf(Instant.ofEpochMilli(noon + 999))).isEqualTo(noon);
        assertThat(seconds.startOf(Instant.ofEpochMilli(noon + 1_000))).isEqualTo(noon + 1_000);
        assertThat(seconds.endOf(noon)).isEqualTo(noon + 1_000);
    }

    @Test
    void isAlignedBeforeTheEpochAsAfterIt() {
        assertThat(seconds.startOf(Instant.ofEpochMilli(-1))).isEqualTo(-1_000);
        assertThat(seconds.startOf(Instant.ofEpochMilli(-1_000))).isEqualTo(-1_000);
    }

    @Test
    void countsThePanesFromOneToAnother() {
        assertThat(seconds.between(5_000, 5_000)).isZero();
        assertThat(seconds.between(5_000, 9_000)).isEqualTo(4);
    }

    @Test
    void isAtLeastAMillisecondLong() {
        assertThat(new Panes(Duration.ofMillis(1)).startOf(Instant.ofEpochMilli(7)))
                .isEqualTo(7);
        assertThatIllegalArgumentException().isThrownBy(() -> new Panes(Duration.ofNanos(999_999)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Panes(Duration.ZERO));
    }
}
