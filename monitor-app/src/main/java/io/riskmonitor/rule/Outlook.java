package io.riskmonitor.rule;

/**
 * What a rule can see at some traffic.
 *
 * @param works false where it would never fire, whatever happened
 * @param text what it sees and how long that takes, or why it cannot work
 */
public record Outlook(boolean works, String text) {

    public static Outlook sees(String what) {
        return new Outlook(true, what);
    }

    public static Outlook blind(String why) {
        return new Outlook(false, why);
    }
}
