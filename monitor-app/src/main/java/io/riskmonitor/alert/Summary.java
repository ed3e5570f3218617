package io.riskmonitor.alert;

import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says in one sentence what happened, so that a person can act on it. */
final class Summary {

    private Summary() {}

    static String of(AlertStatus status, Finding finding) {
        Evidence evidence = finding.evidence();
        String what = String.format(
                Locale.ROOT,
                "%s of %s in %s, judged by %s",
                Objects.requireNonNullElse(finding.category(), "failures"),
                finding.group(),
                finding.application(),
                Objects.requireNonNullElse(finding.evaluator(), "any evaluator"));
        String counts = String.format(
                Locale.ROOT,
                "%d of %d failed since %s (%s, 95 %% interval %s to %s)",
                evidence.failures(),
                evidence.n(),
                evidence.windowStart(),
                percent(evidence.rate()),
                percent(evidence.lower()),
                percent(evidence.upper()));
        return what + " " + verb(status, finding) + ": " + counts + ".";
    }

    private static String verb(AlertStatus status, Finding finding) {
        String ceiling = percent(finding.evidence().baselineRate());
        return switch (status) {
            case PENDING -> "is above " + ceiling + ", and must stay so before it fires";
            case FIRING -> "is credibly above " + ceiling;
            case SUPPRESSED -> "is above " + ceiling + " as all traffic is";
            case CLEARING -> "is credibly down again, and must stay so before it is resolved (ceiling " + ceiling + ")";
            case RESOLVED -> "is over (ceiling " + ceiling + ")";
            case NO_DATA -> "has no data";
        };
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "unknown" : String.format(Locale.ROOT, "%.2f %%", share * 100);
    }
}
