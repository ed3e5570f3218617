package io.riskmonitor.rule;

import java.util.Locale;

/**
 * What a rule can see at some traffic.
 *
 * @param works false where it would never fire, whatever happened
 * @param text what it sees and how long that takes, or why it cannot work
 */
public record Outlook(boolean works, String text) {

    static Outlook sees(String what) {
        return new Outlook(true, what);
    }

    static Outlook blind(String why) {
        return new Outlook(false, why);
    }

    /** A time of about that many hours: in minutes, hours or days. */
    static String hours(double hours) {
        if (!Double.isFinite(hours)) {
            return "forever";
        }
        if (hours < 2) {
            return String.format(Locale.ROOT, "%.0f min", Math.max(1, hours * 60));
        }
        return hours < 48
                ? String.format(Locale.ROOT, "%.0f h", hours)
                : String.format(Locale.ROOT, "%.0f days", hours / 24);
    }
}
