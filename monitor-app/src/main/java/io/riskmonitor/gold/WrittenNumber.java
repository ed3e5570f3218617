package io.riskmonitor.gold;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as people and models write them, with digits of any script.
 *
 * <ul>
 *   <li>Groups of three digits may be separated by commas, points, apostrophes, underscores or no-break and thin spaces.
 *   <li>Of a point and a comma in one number the last is the decimal sign. A point alone is the decimal sign. A comma alone
 *       separates thousands where exactly three digits follow and one to three, not beginning with 0, come before it
 *       ({@code 1,234} is 1234); else it is the decimal sign ({@code 1,5} is 1.5).
 *   <li>A sign counts unless a letter or digit comes before it: {@code 3-5} ends with 5.
 *   <li>{@code e} and up to three digits are a power of ten. Units, currencies and percent signs are not read:
 *       {@code 50 %} is 50.
 *   <li>What is written otherwise ({@code 192.168.0.1}, {@code 1.5.2026}) or belongs to a word ({@code H2O}) is no number.
 * </ul>
 */
final class WrittenNumber {

    private static final String SEPARATORS = ".,'’_\u00a0\u2007\u2009\u202f";

    /** Possessive, so that nothing is tried twice and the stack stays flat however long the text is. */
    private static final Pattern NUMBER = Pattern.compile("(?:(?<![\\p{L}\\d])([-+\u2212]))?+"
            + "(?<![\\p{L}\\d])(?<!\\d[" + SEPARATORS + "])"
            + "(\\.?\\d++(?:[" + SEPARATORS + "]\\d++)*+)"
            + "(?:[eE]([-+]?\\d{1,3})(?!\\d))?");

    /** Longer ones are no numbers that anybody means. */
    private static final int MAX_LENGTH = 100;

    private WrittenNumber() {}

    /** The last number of a text. */
    static Optional<BigDecimal> last(String text) {
        BigDecimal last = null;
        Matcher matcher = NUMBER.matcher(withPlainDigits(text));
        while (matcher.find()) {
            String digits = matcher.group(2).length() > MAX_LENGTH ? null : plain(matcher.group(2));
            if (digits != null) {
                BigDecimal read = new BigDecimal(digits);
                BigDecimal signed = isMinus(matcher.group(1)) ? read.negate() : read;
                last = matcher.group(3) == null ? signed : signed.scaleByPowerOfTen(Integer.parseInt(matcher.group(3)));
            }
        }
        return Optional.ofNullable(last);
    }

    private static boolean isMinus(@Nullable String sign) {
        return sign != null && !sign.equals("+");
    }

    private static String withPlainDigits(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            int digit = Character.digit(character, 10);
            plain.appendCodePoint(digit < 0 ? character : '0' + digit);
        });
        return plain.toString();
    }

    /** The digits with a decimal point, if any; null where they are grouped like no number. */
    private static @Nullable String plain(String written) {
        int decimal = decimalSign(written);
        String whole = decimal < 0 ? written : written.substring(0, decimal);
        String fraction = decimal < 0 ? "" : written.substring(decimal + 1);
        String digits = ungrouped(whole);
        return digits == null || !fraction.chars().allMatch(Character::isDigit) ? null : digits + "." + fraction + "0";
    }

    /** Where the decimal sign stands; negative where there is none. */
    private static int decimalSign(String written) {
        int point = written.lastIndexOf('.');
        int comma = written.lastIndexOf(',');
        if (point >= 0 && comma >= 0) {
            return Math.max(point, comma);
        }
        if (point >= 0) {
            return written.indexOf('.') == point ? point : -1;
        }
        boolean once = comma >= 0 && written.indexOf(',') == comma;
        boolean thousands = once && written.matches("[1-9]\\d{0,2},\\d{3}");
        return once && !thousands ? comma : -1;
    }

    /** Without the separators between groups of three; null where they are not all the same or the groups are others. */
    private static @Nullable String ungrouped(String whole) {
        StringBuilder digits = new StringBuilder();
        char separator = 0;
        int group = 0;
        for (int i = 0; i < whole.length(); i++) {
            char here = whole.charAt(i);
            if (Character.isDigit(here)) {
                digits.append(here);
                group++;
                continue;
            }
            boolean first = separator == 0;
            if (first ? group < 1 || group > 3 : group != 3 || here != separator) {
                return null;
            }
            separator = here;
            group = 0;
        }
        boolean grouped = separator == 0 || group == 3;
        return grouped ? "0" + digits : null;
    }
}
