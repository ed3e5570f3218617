package io.riskmonitor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The review of a week as Markdown. */
final class DigestText {

    private static final String MISSING = "–";

    private final StringBuilder text = new StringBuilder();

    private DigestText() {}

    static String of(JsonNode digest) {
        DigestText text = new DigestText();
        text.head(digest);
        text.patterns(digest);
        text.alerts(digest.path("alerts"));
        text.judges(digest.path("judges"));
        text.gold(digest.path("gold"));
        text.leftOut(digest);
        return text.text.toString().strip();
    }

    private void head(JsonNode digest) {
        line("# %s, week %s", word(digest, "application"), word(digest, "week"));
        line("");
        line(
                "From %s to %s. %s interactions, %s the week before. Policy %s.",
                word(digest, "start"),
                word(digest, "end"),
                count(digest, "interactions"),
                count(digest, "interactionsBefore"),
                word(digest, "policyVersion"));
    }

    private void patterns(JsonNode digest) {
        section("Failure patterns");
        line(
                "%s patterns looked at, %s tested for a change since the week before, %s changed (of such, on average at"
                        + " most 5 %% are wrong). Those first, then by excess loss: that of the failures beyond the rate"
                        + " of all traffic.",
                count(digest, "patternsSeen"), count(digest, "patternsTested"), count(digest, "discoveries"));
        if (digest.path("patterns").isEmpty()) {
            line("");
            line("None to show.");
            return;
        }
        table(
                "change",
                "category",
                "group",
                "release",
                "evaluator",
                "failures",
                "rate",
                "week before",
                "difference",
                "e-value",
                "first of conversations",
                "excess loss",
                "for instance");
        for (JsonNode pattern : digest.path("patterns")) {
            row(
                    change(pattern),
                    word(pattern, "category"),
                    group(pattern),
                    pattern.hasNonNull("release") ? word(pattern, "release") : "all",
                    word(pattern, "evaluator") + (pattern.path("otherVersions").asBoolean() ? " (other version)" : ""),
                    failures(pattern.path("now")),
                    rate(pattern.path("now")),
                    failures(pattern.path("before")) + " " + rate(pattern.path("before")),
                    difference(pattern),
                    evidence(pattern),
                    firsts(pattern.path("now")) + ", before " + firsts(pattern.path("before")),
                    String.format(
                            Locale.ROOT, "%.0f", pattern.path("excessLoss").asDouble()),
                    words(pattern.path("exemplars")));
        }
    }

    private static String change(JsonNode pattern) {
        if (!pattern.path("discovery").asBoolean()) {
            return "";
        }
        return pattern.path("difference").asDouble() > 0 ? "**worse**" : "**better**";
    }

    private static String group(JsonNode pattern) {
        return pattern.hasNonNull("dimension")
                ? word(pattern, "dimension") + "=" + word(pattern, "group")
                : "all traffic";
    }

    private static String failures(JsonNode rate) {
        return count(rate, "failures") + " of " + count(rate, "n");
    }

    private static String firsts(JsonNode rate) {
        return count(rate, "firstFailures") + " of " + count(rate, "firstN");
    }

    private static String rate(JsonNode rate) {
        return rate.hasNonNull("rate")
                ? String.format(
                        Locale.ROOT,
                        "%.1f %% (%.1f–%.1f)",
                        100 * rate.path("rate").asDouble(),
                        100 * rate.path("lower").asDouble(),
                        100 * rate.path("upper").asDouble())
                : MISSING;
    }

    private static String difference(JsonNode pattern) {
        return pattern.hasNonNull("difference")
                ? String.format(
                        Locale.ROOT,
                        "%+.1f points (%+.1f to %+.1f)",
                        100 * pattern.path("difference").asDouble(),
                        100 * pattern.path("differenceLower").asDouble(),
                        100 * pattern.path("differenceUpper").asDouble())
                : MISSING;
    }

    private static String evidence(JsonNode pattern) {
        return pattern.hasNonNull("logE")
                ? String.format(
                        Locale.ROOT, "%.3g", Math.exp(pattern.path("logE").asDouble()))
                : "not tested";
    }

    private void alerts(JsonNode alerts) {
        section("Alerts");
        line(
                "%s fired, %s resolved, %s closed by people, %s open at the end. Of those that fired: %s acknowledged,"
                        + " %s unanswered.",
                count(alerts, "fired"),
                count(alerts, "resolved"),
                count(alerts, "closed"),
                count(alerts, "open"),
                count(alerts, "acknowledged"),
                count(alerts, "unanswered"));
        if (alerts.hasNonNull("medianSecondsToAcknowledge")) {
            line("");
            line(
                    "From the start of a breach to its acknowledgement: median %s, longest %s.",
                    seconds(alerts, "medianSecondsToAcknowledge"), seconds(alerts, "longestSecondsToAcknowledge"));
        }
        if (!alerts.path("waiting").isEmpty()) {
            line("");
            for (JsonNode alert : alerts.path("waiting")) {
                line("- %s: %s (`%s`)", word(alert, "firedAt"), word(alert, "summary"), word(alert, "alertId"));
            }
        }
    }

    private static String seconds(JsonNode alerts, String field) {
        Duration duration =
                Duration.ofMillis(Math.round(1_000 * alerts.path(field).asDouble()));
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private void judges(JsonNode judges) {
        section("Judges");
        if (judges.isEmpty()) {
            line("Nobody has judged.");
            return;
        }
        table("category", "evaluator", "verdicts", "unsure", "coverage", "agreement", "versions", "week before");
        for (JsonNode judge : judges) {
            long judged = judge.path("judged").asLong();
            row(
                    word(judge, "category"),
                    word(judge, "evaluator"),
                    count(judge, "judged"),
                    judged == 0
                            ? MISSING
                            : percent((double) judge.path("unsure").asLong() / judged),
                    judge.hasNonNull("coverage")
                            ? percent(judge.path("coverage").asDouble())
                            : MISSING,
                    agreements(judge.path("agreements")),
                    words(judge.path("versions")),
                    words(judge.path("versionsBefore")));
        }
    }

    private static String agreements(JsonNode agreements) {
        List<String> each = new ArrayList<>();
        for (JsonNode agreement : agreements) {
            long agreed = agreement.path("bothFail").asLong()
                    + agreement.path("bothPass").asLong();
            long pairs = agreed
                    + agreement.path("onlyEvaluator").asLong()
                    + agreement.path("onlyReference").asLong();
            each.add(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d%s",
                    word(agreement, "reference"),
                    agreed,
                    pairs,
                    agreement.hasNonNull("kappa")
                            ? String.format(
                                    Locale.ROOT,
                                    ", κ %.2f (%.2f–%.2f)",
                                    agreement.path("kappa").asDouble(),
                                    agreement.path("lower").asDouble(),
                                    agreement.path("upper").asDouble())
                            : ""));
        }
        return each.isEmpty() ? MISSING : String.join("; ", each);
    }

    private void gold(JsonNode gold) {
        section("Gold set");
        if (gold.isEmpty()) {
            line("No answer was compared with an expected one.");
            return;
        }
        table("category", "evaluator", "failures", "rate", "week before");
        for (JsonNode result : gold) {
            row(
                    word(result, "category"),
                    word(result, "evaluator"),
                    failures(result.path("now")),
                    rate(result.path("now")),
                    failures(result.path("before")) + " " + rate(result.path("before")));
        }
    }

    private void leftOut(JsonNode digest) {
        List<String> notes = new ArrayList<>();
        note(
                notes,
                digest.path("verdictsLeftOut").asLong(),
                "verdicts in groups, releases and evaluators beyond the bound");
        note(notes, digest.path("lateInteractions").asLong(), "interactions that came too late for earlier digests");
        note(notes, digest.path("lateVerdicts").asLong(), "verdicts that came too late for earlier digests");
        note(notes, digest.path("alerts").path("firingsLeftOut").asLong(), "firings of alerts beyond the bound");
        if (!notes.isEmpty()) {
            section("Not counted");
            notes.forEach(note -> line("- %s", note));
        }
    }

    private static void note(List<String> notes, long count, String what) {
        if (count > 0) {
            notes.add(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }

    private void section(String title) {
        line("");
        line("## %s", title);
        line("");
    }

    private void table(String... columns) {
        if (!text.toString().endsWith("\n\n")) {
            line("");
        }
        row(columns);
        line("|%s", "---|".repeat(columns.length));
    }

    private void row(String... cells) {
        line("| %s |", String.join(" | ", cells));
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String count(JsonNode node, String field) {
        return String.format(Locale.ROOT, "%,d", node.path(field).asLong());
    }

    private static String words(JsonNode list) {
        String words = StreamSupport.stream(list.spliterator(), false)
                .map(each -> escaped(each.asText()))
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? MISSING : words;
    }

    private static String word(JsonNode node, String field) {
        return escaped(node.path(field).asText());
    }

    /** A name may hold what Markdown would take for its own. */
    private static String escaped(String name) {
        return name.replaceAll("([\\\\|*_`<\\[])", "\\\\$1").replace('\n', ' ');
    }
}
