package io.riskmonitor.rule;

import java.util.Locale;

/** Words for the outlook of a rule. */
final class Outlook {

    private Outlook() {}

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
