package io.riskmonitor.gold;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GoldSetTest {

    private final GoldSet cases = new GoldSet();

    private static GoldCase expecting(String caseId, @Nullable String application, String... expected) {
        return new GoldCase(caseId, application, List.of(expected), new Exact(), RiskCategory.GOLD_MISMATCH);
    }

    @Test
    void anApplicationIsAskedItsOwnCasesAndThoseOfEveryOne() {
        cases.put(expecting("own", "billing", "a"));
        cases.put(expecting("other", "shop", "a"));
        cases.put(expecting("common", null, "a"));

        assertThat(cases.casesOf("billing")).containsExactly("common", "own");
        assertThat(cases.size("billing")).isEqualTo(2);
        assertThat(cases.find("own", "billing")).isPresent();
        assertThat(cases.find("common", "billing")).isPresent();
        assertThat(cases.find("other", "billing")).isEmpty();
        assertThat(cases.applications()).containsExactly("billing", "shop");
    }

    @Test
    void aCaseTakesThePlaceOfTheOneBefore() {
        cases.put(expecting("c", "billing", "a"));
        cases.put(expecting("c", "shop", "b"));

        assertThat(cases.size("billing")).isZero();
        assertThat(cases.find("c", "shop").orElseThrow().expected()).containsExactly("b");
        assertThat(cases.applications()).containsExactly("shop");

        cases.remove("c");
        cases.remove("c");
        assertThat(cases.size("shop")).isZero();
        assertThat(cases.applications()).isEmpty();
    }

    @Test
    void theVersionNamesTheContentHoweverItCameAbout() {
        List<GoldCase> some = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            some.add(expecting("c-" + i, i % 2 == 0 ? "billing" : null, "a" + i));
        }
        some.forEach(cases::put);
        String version = cases.version("billing");
        GoldSet again = new GoldSet();
        again.put(expecting("c-7", "billing", "something else"));
        again.put(expecting("gone", "billing", "a"));
        Collections.shuffle(some, new Random(1));
        some.forEach(again::put);
        again.remove("gone");

        assertThat(again.version("billing")).isEqualTo(version).hasSize(12);
        assertThat(again.version("shop")).isNotEqualTo(version);
    }

    @Test
    void everyChangeThatMattersIsAnotherVersion() {
        cases.put(expecting("c", "billing", "a", "b"));
        String before = cases.version("billing");

        for (GoldCase changed : List.of(
                expecting("c", "billing", "a", "c"),
                expecting("c", "billing", "a, b"),
                new GoldCase("c", "billing", List.of("a", "b"), new Normalised(), RiskCategory.GOLD_MISMATCH),
                new GoldCase("c", "billing", List.of("a", "b"), new Exact(), RiskCategory.MISUSE))) {
            cases.put(changed);
            assertThat(cases.version("billing")).as("%s", changed).isNotEqualTo(before);
        }
        cases.put(expecting("c", "billing", "a", "b"));
        assertThat(cases.version("billing")).isEqualTo(before);
        cases.put(expecting("d", null, "a"));
        assertThat(cases.version("billing")).isNotEqualTo(before);
    }

    @Test
    void aCaseSaysEverythingThatIsWrongWithIt() {
        assertThat(new GoldCase(" ", "", List.of(), new Exact(), RiskCategory.GOLD_MISMATCH).problems())
                .containsExactly(
                        "caseId is empty", "application is empty", "expected must have 1 to 100 answers, got 0");
        assertThat(problems(new Normalised(), "fine", "..."))
                .containsExactly("expected[1] has nothing but punctuation and white space");
        assertThat(problems(new Contains(), "!")).hasSize(1);
        assertThat(problems(new TokenOverlap(0.8), "")).hasSize(1);
        assertThat(problems(new Numeric(0, 0), "42", "none")).containsExactly("expected[1] has no number");
        assertThat(problems(new RegularExpression(), "a(b"))
                .singleElement()
                .asString()
                .startsWith("expected[0] is no regular expression: Unclosed group");
        assertThat(problems(new RegularExpression(), "a{1,1000}", "(?:){12345}", "a{999}", "1,2345"))
                .containsExactly("expected[0] repeats more than 999 times", "expected[1] repeats more than 999 times");
        assertThat(problems(new RegularExpression(), "a|", "^$", "^a*$"))
                .containsExactly("expected[0] is found in everything, also in nothing: no answer would be wrong");
        assertThat(problems(new Exact(), "x".repeat(10_001)))
                .containsExactly("expected[0] has 10001 characters, at most 10000 are allowed");
        assertThat(problems(new Exact(), ""))
                .as("an empty answer may be the right one")
                .isEmpty();
    }

    private static List<String> problems(Grading grading, String... expected) {
        return new GoldCase("c", null, List.of(expected), grading, RiskCategory.GOLD_MISMATCH).problems();
    }
}
