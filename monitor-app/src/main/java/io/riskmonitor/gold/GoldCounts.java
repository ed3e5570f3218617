package io.riskmonitor.gold;

import io.riskmonitor.interaction.Outcome;

/**
 * How the answers to one case were graded.
 *
 * @param unsure those that could not be graded
 */
public record GoldCounts(long passed, long failed, long unsure) {

    public static final GoldCounts NONE = new GoldCounts(0, 0, 0);

    public static GoldCounts of(Outcome outcome) {
        return switch (outcome) {
            case PASS -> new GoldCounts(1, 0, 0);
            case FAIL -> new GoldCounts(0, 1, 0);
            case UNSURE -> new GoldCounts(0, 0, 1);
        };
    }

    public GoldCounts plus(GoldCounts more) {
        return new GoldCounts(passed + more.passed, failed + more.failed, unsure + more.unsure);
    }

    /** Whether any answer was found right or wrong. */
    public boolean isGraded() {
        return passed + failed > 0;
    }
}
