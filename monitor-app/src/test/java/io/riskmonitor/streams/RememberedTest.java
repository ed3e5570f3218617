package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedTest {

    private static final Duration HORIZON = Duration.ofHours(24);

    private final StoreRig<WindowStore<String, String>> rig =
            new StoreRig<>(Remembered.builder("remembered", Serdes.String(), HORIZON));

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT1S", "PT11H59M", "PT12H", "PT12H1S", "PT23H", "PT24H"})
    void itIsFoundFromAsFarAsTheHorizonEitherWay(Duration distance) {
        rig.use(store -> {
            Remembered<String> remembered = new Remembered<>(store, HORIZON);
            remembered.put("i-1", NOON, "first");

            assertThat(value(remembered, NOON.plus(distance), NOON.plus(distance)))
                    .contains("first");
            assertThat(value(remembered, NOON.minus(distance), NOON)).contains("first");
        });
    }

    @Test
    void itIsForgottenInTheEnd() {
        rig.use(store -> {
            Remembered<String> remembered = new Remembered<>(store, HORIZON);
            remembered.put("i-1", NOON, "first");

            Instant later = NOON.plus(Duration.ofHours(37));
            assertThat(value(remembered, later, later)).isEmpty();
        });
    }

    @Test
    void itIsStillFoundAfterLaterOnesCame() {
        rig.use(store -> {
            Remembered<String> remembered = new Remembered<>(store, HORIZON);
            remembered.put("i-1", NOON, "first");
            Instant later = NOON.plus(HORIZON);
            remembered.put("i-2", later, "second");

            assertThat(value(remembered, later, later)).contains("first");
        });
    }

    @Test
    void aChangeIsWrittenWhereItWasFound() {
        rig.use(store -> {
            Remembered<String> remembered = new Remembered<>(store, HORIZON);
            remembered.put("i-1", NOON, "first");
            Instant later = NOON.plus(Duration.ofHours(20));
            Remembered.Entry<String> found =
                    remembered.find("i-1", later, later.toEpochMilli()).orElseThrow();

            remembered.put("i-1", new Remembered.Entry<>("changed", found.bucket()));

            assertThat(value(remembered, later, later)).contains("changed");
            assertThat(value(remembered, NOON, later)).contains("changed");
        });
    }

    private static Optional<String> value(Remembered<String> remembered, Instant around, Instant latest) {
        return remembered.find("i-1", around, latest.toEpochMilli()).map(Remembered.Entry::value);
    }
}
