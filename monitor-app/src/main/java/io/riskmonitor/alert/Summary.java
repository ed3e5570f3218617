package io.riskmonitor.alert;

import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in one sentence what happened, so that a person can act on it. */
final class Summary {

    private Summary() {}

    /** @param silence why it is suppressed; null where all traffic explains it */
    static String of(AlertStatus status, OpenAlert alert, @Nullable Silence silence) {
        Finding finding = alert.proof();
        String verb = status == AlertStatus.SUPPRESSED && silence != null
                ? finding.claim() + ", silenced by " + silence.said().by() + " until " + silence.until()
                : verb(status, finding.claim(), alert.said());
        return subject(finding) + " " + verb + counts(finding.evidence()) + ".";
    }

    /** Of an alert that is over for another reason than that all is well. */
    static String ended(String why, OpenAlert alert) {
        Finding finding = alert.proof();
        return subject(finding) + " is over: " + why + said(alert.said()) + counts(finding.evidence()) + ".";
    }

    private static String subject(Finding finding) {
        String what = finding.category() == null
                ? finding.rule() + " of " + finding.group()
                : finding.category() + " of " + finding.group();
        String judged = finding.evaluator() == null ? "" : ", judged by " + finding.evaluator();
        return what + " in " + finding.application() + judged;
    }

    private static String verb(AlertStatus status, String claim, String said) {
        return switch (status) {
            case PENDING -> claim + ", and must stay so before it fires";
            case FIRING -> claim;
            case SUPPRESSED -> claim + ", as all traffic is";
            case CLEARING -> "is credibly well again, and must stay so before it is resolved" + said(said);
            case RESOLVED -> "is over" + said(said);
            case NO_DATA -> "has no data";
        };
    }

    /** A claim is in the present tense, and it holds no more. */
    private static String said(String claim) {
        return " (the alert said: it " + claim + ")";
    }

    private static String counts(Evidence evidence) {
        if (evidence.rate() == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                ": %d of %d failed since %s (%s, 95 %% interval %s to %s)",
                evidence.failures(),
                evidence.n(),
                evidence.windowStart(),
                percent(evidence.rate()),
                percent(evidence.lower()),
                percent(evidence.upper()));
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "unknown" : String.format(Locale.ROOT, "%.2f %%", share * 100);
    }
}
