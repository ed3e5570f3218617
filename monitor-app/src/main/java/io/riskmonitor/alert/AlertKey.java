package io.riskmonitor.alert;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.segment.Group;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an alert is about. One key has at most one alert at a time. */
public record AlertKey(
        String application,
        String rule,
        @Nullable String evaluator,
        @Nullable RiskCategory category,
        Group group) {

    public static AlertKey of(Finding finding) {
        return new AlertKey(
                finding.application(), finding.rule(), finding.evaluator(), finding.category(), finding.group());
    }

    /** The same rule and series over all traffic. */
    public AlertKey parent() {
        return new AlertKey(application, rule, evaluator, category, Group.ALL);
    }

    /**
     * Id of the episode that began at {@code startedAt}: the same input gives the same one.
     */
    public String idOf(Instant startedAt) {
        return NamedId.of(this + "|" + startedAt.toEpochMilli());
    }

    /** The key as text: its parts in order, joined by {@code |}, which is escaped within a part. */
    @Override
    public String toString() {
        return String.join(
                "|",
                escape(application),
                escape(rule),
                escape(Objects.requireNonNullElse(evaluator, "")),
                category == null ? "" : category.name(),
                escape(group.dimension()),
                escape(group.name()));
    }

    private static String escape(String part) {
        return part.indexOf('|') < 0 && part.indexOf('%') < 0
                ? part
                : part.replace("%", "%25").replace("|", "%7C");
    }
}
