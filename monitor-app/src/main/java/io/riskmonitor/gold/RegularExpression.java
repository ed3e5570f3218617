package io.riskmonitor.gold;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Right is what a regular expression of Java finds a match in, anywhere unless it is anchored; the answer is taken as it is,
 * not normalised.
 *
 * <p>Some expressions take exponential time. Matching is given up, and the grade is unsure, after
 * {@value #MAX_STEPS} looks at a character, of all expressions together: that is some milliseconds, and unlike a time the
 * same on every machine. It is also given up where it nests too deeply for the stack.
 */
public record RegularExpression() implements Grading {

    static final int MAX_STEPS = 1_000_000;
    static final int MAX_LENGTH = 1_000;

    /** A repetition count with more than three digits: it could loop without looking at a character. */
    private static final Pattern LONG_LOOP = Pattern.compile("\\{\\d*,?\\d{4}");

    @Override
    public Grade grade(String answer, List<String> expected) {
        Counted counted = new Counted(answer);
        try {
            return Grade.of(expected.stream()
                    .anyMatch(expression ->
                            Pattern.compile(expression).matcher(counted).find()));
        } catch (TooManySteps | StackOverflowError e) {
            return Grade.UNKNOWN;
        }
    }

    @Override
    public String problemOf(String expected) {
        if (expected.length() > MAX_LENGTH) {
            return "has " + expected.length() + " characters, at most " + MAX_LENGTH + " are allowed";
        }
        if (LONG_LOOP.matcher(expected).find()) {
            return "repeats more than 999 times";
        }
        try {
            Pattern pattern = Pattern.compile(expected);
            boolean always =
                    pattern.matcher("").find() && pattern.matcher(ANYTHING).find();
            return always ? "is found in everything, also in nothing: no answer would be wrong" : "";
        } catch (PatternSyntaxException e) {
            return "is no regular expression: " + e.getDescription() + " at character " + (e.getIndex() + 1);
        }
    }

    /** No answer has it. */
    private static final String ANYTHING = "\uE000";

    private static final class TooManySteps extends RuntimeException {

        TooManySteps() {
            super(null, null, false, false); // an expected case: nobody reads its stack
        }
    }

    /** A text that may be looked at so often and no more. */
    private static final class Counted implements CharSequence {

        private final String text;
        private int steps;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MAX_STEPS) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
