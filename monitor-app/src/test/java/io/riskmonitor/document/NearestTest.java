package io.riskmonitor.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final List<String> FIELDS = List.of("occurredAt", "application", "answer");

    @Test
    void findsTheWordThatWasMeant() {
        assertThat(Nearest.to("aplication", FIELDS)).contains("application");
        assertThat(Nearest.to("answers", FIELDS)).contains("answer");
    }

    @Test
    void caseAndUnderscoresDoNotCount() {
        assertThat(Nearest.to("occurred_at", FIELDS)).contains("occurredAt");
        assertThat(Nearest.to("OCCURRED-AT", FIELDS)).contains("occurredAt");
    }

    @Test
    void guessesNothingWhereNothingIsNear() {
        assertThat(Nearest.to("prompt", FIELDS)).isEmpty();
        assertThat(Nearest.to("", FIELDS)).isEmpty();
        assertThat(Nearest.to("x".repeat(1_000_000), FIELDS)).isEmpty();
    }
}
