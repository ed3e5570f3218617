package io.riskmonitor.gold;

import io.riskmonitor.interaction.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Right is what has enough words in common with an expected answer: the harmonic mean of the share of its words that are
 * expected and the share of the expected words that it has, in any order, each as often as it stands in both.
 *
 * <p>For answers in free wording. It knows no meaning: "not" is one word among many. {@code refund within 30 days} against
 * {@code within 30 days} is 2 · 1 · ¾ / (1 + ¾) = 0.86.
 *
 * <p>F1 of P. Rajpurkar et al. (2016), "SQuAD: 100,000+ Questions for Machine Comprehension of Text", EMNLP, the best over
 * the expected answers, with the words of {@link PlainText}.
 *
 * @param minF1 least F1 of a right answer, in (0, 1]
 */
public record TokenOverlap(double minF1) implements Grading {

    public static final double DEFAULT_MIN_F1 = 0.8;

    public TokenOverlap {
        if (!(minF1 > 0 && minF1 <= 1)) {
            throw new IllegalArgumentException("minF1 must be in (0, 1], got " + minF1);
        }
    }

    @Override
    public Grade grade(String answer, List<String> expected) {
        List<String> words = PlainText.of(answer).words();
        double best = 0;
        for (String right : expected) {
            best = Math.max(best, f1(words, PlainText.of(right).words()));
        }
        return new Grade(best >= minF1 ? Outcome.PASS : Outcome.FAIL, 1 - best);
    }

    /** Twice the words in common over the words of both: the harmonic mean of precision and recall. */
    static double f1(List<String> answer, List<String> expected) {
        Map<String, Integer> left = new HashMap<>();
        expected.forEach(word -> left.merge(word, 1, Integer::sum));
        int common = 0;
        for (String word : answer) {
            Integer more = left.computeIfPresent(word, (w, count) -> count > 0 ? count - 1 : null);
            common += more == null ? 0 : 1;
        }
        return common == 0 ? 0 : 2.0 * common / (answer.size() + expected.size());
    }

    @Override
    public String problemOf(String expected) {
        return PlainText.of(expected).problem();
    }
}
