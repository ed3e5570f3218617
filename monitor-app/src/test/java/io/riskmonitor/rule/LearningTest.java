package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.document.Problem;
import io.riskmonitor.document.Section;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearningTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant WEEK_LATER = NOON.plus(Duration.ofDays(7));

    @Test
    void takesTheDefaultsOfTheContract() {
        assertThat(Learning.read(section(Map.of("learn", "P7D"))))
                .isEqualTo(new Learning(null, Duration.ofDays(7), 500, 5));
    }

    @Test
    void learnsFromTheFirstEventAndGoesOnForThreeMoreLengthsAtMost() {
        Learning week = new Learning(null, Duration.ofDays(7), 500, 5);
        assertThat(week.start(NOON)).isEqualTo(NOON);
        assertThat(week.end(NOON)).isEqualTo(WEEK_LATER);
        assertThat(week.latest(NOON)).isEqualTo(NOON.plus(Duration.ofDays(28)));
    }

    @Test
    void learnsInTheDeclaredTimeToTheLetter() {
        Learning declared = Learning.read(section(Map.of("from", NOON.toString(), "to", WEEK_LATER.toString())));
        assertThat(declared).isEqualTo(new Learning(NOON, Duration.ofDays(7), 500, 5));
        Instant before = NOON.minusSeconds(60);
        assertThat(declared.start(before)).isEqualTo(NOON);
        assertThat(declared.end(before)).isEqualTo(WEEK_LATER);
        assertThat(declared.latest(before)).isEqualTo(WEEK_LATER);
        assertThat(declared.start(WEEK_LATER.minusSeconds(1))).isEqualTo(NOON);
    }

    @Test
    void learnsForAsLongFromTheFirstEventOfWhatComesAfterTheDeclaredTime() {
        Learning declared = new Learning(NOON, Duration.ofDays(7), 500, 5);
        assertThat(declared.start(WEEK_LATER)).isEqualTo(WEEK_LATER);
        assertThat(declared.end(WEEK_LATER)).isEqualTo(WEEK_LATER.plus(Duration.ofDays(7)));
        assertThat(declared.latest(WEEK_LATER)).isEqualTo(WEEK_LATER.plus(Duration.ofDays(28)));
    }

    @Test
    void saysEverythingThatIsWrongAtItsPath() {
        assertThat(problems(Map.of())).containsExactly("baseline.learn is required");
        assertThat(problems(Map.of("from", NOON.toString()))).containsExactly("baseline.to is required");
        assertThat(problems(Map.of("learn", "P7D", "from", NOON.toString())))
                .containsExactly("baseline.learn must not stand beside from and to");
        assertThat(problems(Map.of("from", WEEK_LATER.toString(), "to", NOON.toString())))
                .containsExactly("baseline.to must be from PT1M to P365D after from, got 2026-05-01T12:00:00Z");
        assertThat(problems(Map.of("learn", "PT1S", "minTrials", 0, "minFailures", -1, "lern", 1)))
                .containsExactly(
                        "baseline.learn must be from PT1M to P365D, got PT1S",
                        "baseline.minTrials must be a whole number from 1 to 1000000000, got 0",
                        "baseline.minFailures must be a whole number from 0 to 1000000, got -1",
                        "baseline.lern unknown key, did you mean learn?");
        assertThat(problems(Map.of("from", "yesterday", "to", NOON.toString())))
                .containsExactly("baseline.from must be a time such as 2026-05-01T12:00:00Z, got 'yesterday'");
    }

    private static List<String> problems(Map<String, Object> baseline) {
        Section section = section(baseline);
        Learning.read(section);
        return section.problems().stream()
                .map((Problem problem) -> problem.path() + " " + problem.message())
                .toList();
    }

    private static Section section(Map<String, Object> baseline) {
        return Section.of(Map.of("baseline", baseline));
    }
}
