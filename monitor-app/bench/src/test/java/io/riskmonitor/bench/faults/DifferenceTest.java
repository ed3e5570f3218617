package io.riskmonitor.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static final Fact FIRING = alert("firing", "{\"n\":3,\"evidence\":{\"rate\":0.5}}");
    private static final Fact RESOLVED = alert("resolved", "{}");

    @Test
    void theSameInAnotherOrderIsNoDifference() {
        assertThat(Difference.between(List.of(FIRING, RESOLVED), List.of(RESOLVED, FIRING)))
                .isEmpty();
    }

    @Test
    void whatIsLostIsMissing() {
        assertThat(Difference.between(List.of(FIRING, RESOLVED), List.of(FIRING)))
                .containsExactly(new Difference(Difference.Kind.MISSING, Fact.Kind.ALERT, "resolved", "{}"));
    }

    @Test
    void whatIsPublishedTwiceIsTooMuch() {
        assertThat(Difference.between(List.of(RESOLVED), List.of(RESOLVED, RESOLVED)))
                .containsExactly(new Difference(Difference.Kind.TOO_MANY, Fact.Kind.ALERT, "resolved", "{}"));
    }

    @Test
    void anotherProofIsDifferentAndTheFieldIsNamed() {
        Fact other = alert("firing", "{\"n\":3,\"evidence\":{\"rate\":0.25}}");

        assertThat(Difference.between(List.of(FIRING), List.of(other)))
                .containsExactly(new Difference(
                        Difference.Kind.DIFFERENT,
                        Fact.Kind.ALERT,
                        "firing",
                        "evidence.rate: should be 0.5, is 0.25"));
    }

    private static Fact alert(String identity, String content) {
        return new Fact(Fact.Kind.ALERT, identity, content);
    }
}
