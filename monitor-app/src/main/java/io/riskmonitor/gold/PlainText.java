package io.riskmonitor.gold;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A text without what makes no difference to its meaning, in this order: Unicode NFKC; case folded, by upper and then lower
 * case of no certain language; format characters and apostrophes between letters dropped; other punctuation taken for white
 * space; white space at the ends dropped, and otherwise one space.
 *
 * <p>Punctuation is what Unicode says (general category P). It stays between two digits (1.5, 10:30), and as a minus before
 * a number ({@code -5}): numbers that differ must not become equal. Symbols ({@code $ + <}) stay.
 *
 * <p>Like SQuAD (P. Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", EMNLP), except
 * that it drops ASCII punctuation and symbols only, also within numbers and where they part words ({@code Paris/France}), and
 * the English articles, which are words of other languages.
 */
record PlainText(String text) {

    /** Scripts that put no spaces between words; a character of theirs is a word of its own, as in MLQA. */
    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private static final int NONE = -1;

    static PlainText of(String text) {
        int[] folded = Normalizer.normalize(folded(text), Normalizer.Form.NFKC)
                .codePoints()
                .toArray();
        StringBuilder plain = new StringBuilder(folded.length);
        int before = NONE;
        boolean space = false;
        for (int i = 0; i < folded.length; i++) {
            int here = folded[i];
            int after = i + 1 < folded.length ? folded[i + 1] : NONE;
            boolean parts = isPunctuation(here) && !isOfANumber(before, here, after);
            if (isSpace(here) || parts && !isApostrophe(before, here, after)) {
                space = true;
            } else if (!parts && Character.getType(here) != Character.FORMAT) {
                if (space && !plain.isEmpty()) {
                    plain.append(' ');
                }
                space = false;
                plain.appendCodePoint(here);
            }
            before = here;
        }
        return new PlainText(plain.toString());
    }

    /** Java has no case folding; of the two small sigmas one is taken, and of minus signs that of ASCII. */
    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace('ς', 'σ')
                .replace('\u2212', '-');
    }

    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static boolean isPunctuation(int character) {
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean isApostrophe(int before, int here, int after) {
        return (here == '\'' || here == '\u2019') && Character.isLetter(before) && Character.isLetter(after);
    }

    private static boolean isOfANumber(int before, int here, int after) {
        if (!isPunctuation(here) || after == NONE || !Character.isDigit(after)) {
            return false;
        }
        boolean minus = here == '-' && (before == NONE || !Character.isLetterOrDigit(before));
        return minus || before != NONE && Character.isDigit(before);
    }

    /** Why nothing can be compared with it. */
    String problem() {
        return text.isEmpty() ? "has nothing but punctuation and white space" : "";
    }

    /** What is between spaces, and every character of a script that has none. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        text.codePoints().forEach(character -> {
            boolean alone = standsAlone(character);
            if (character == ' ' || alone) {
                end(word, words);
            }
            if (alone) {
                words.add(Character.toString(character));
            } else if (character != ' ') {
                word.appendCodePoint(character);
            }
        });
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean standsAlone(int character) {
        return WITHOUT_SPACES.contains(UnicodeScript.of(character));
    }

    /** Whether the other text is in this one without cutting a word or a number in two. */
    boolean hasWords(PlainText other) {
        String wanted = other.text;
        if (wanted.isEmpty()) {
            return false;
        }
        for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
            if (isBoundary(at) && isBoundary(at + wanted.length())) {
                return true;
            }
        }
        return false;
    }

    private boolean isBoundary(int at) {
        return at == 0
                || at == text.length()
                || !isOfAWord(text.codePointBefore(at))
                || !isOfAWord(text.codePointAt(at));
    }

    /** Punctuation, too, for all that is left of it belongs to numbers: {@code 5} is not in {@code 1.5} or {@code -5}. */
    private static boolean isOfAWord(int character) {
        return (Character.isLetterOrDigit(character) || isPunctuation(character)) && !standsAlone(character);
    }
}
