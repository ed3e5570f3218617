package io.riskmonitor.policy;

import io.riskmonitor.alert.HoldPolicy;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.FailureRateRule;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Segmentation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one rule of a policy: the keys that every kind has, then those of its kind. */
final class RuleReader {

    private static final Duration WEEK = Duration.ofDays(7);

    /** Part of the contract; a policy that names them is told so instead of being half obeyed. */
    private static final Set<String> KINDS_TO_COME =
            Set.of("burn-rate", "drift", "disparity", "release", "silence", "agreement", "critical");

    private static final List<String> KEYS_OF_ALL_KINDS = List.of(
            "ceiling",
            "minTrials",
            "baseline",
            "objective",
            "over",
            "label",
            "measure",
            "dimension",
            "maxRatio",
            "minDifference",
            "within",
            "minCoverage",
            "against",
            "minKappa",
            "sources",
            "minConfidence");

    /** UNSPECIFIED is what a symbol decodes to that this version does not know. */
    private static final Set<RiskCategory> CATEGORIES = EnumSet.complementOf(EnumSet.of(RiskCategory.UNSPECIFIED));

    private final Section section;
    private final Segmentation segmentation;
    private final Map<String, String> pathOfId;

    /** @param pathOfId the rules read before, by their id; this one is added */
    RuleReader(Section section, Segmentation segmentation, Map<String, String> pathOfId) {
        this.section = section;
        this.segmentation = segmentation;
        this.pathOfId = pathOfId;
    }

    /** The rule, unless something that it cannot be without is wrong. */
    @Nullable
    DeclaredRule read() {
        section.require("id", "kind", "severity");
        String id = id();
        String kind = section.text("kind");
        RiskCategory category = section.symbol("category", CATEGORIES);
        String evaluator = section.text("evaluator");
        Severity severity = section.symbol("severity", EnumSet.allOf(Severity.class));
        List<String> dimensions = section.names("dimensions");
        Map<String, String> where = section.texts("where");
        Set<String> children = children(dimensions, where);
        Group parent = parent(where);
        HoldPolicy hold = section.section("hold").map(RuleReader::hold).orElse(HoldPolicy.DEFAULT);
        String owner = section.text("owner");
        String runbook = section.text("runbook");

        Rule rule = null;
        if (FailureRateRule.KIND.equals(kind)) {
            Double ceiling = ceiling();
            long minTrials = section.whole("minTrials", 1, 1_000_000_000, FailureRateRule.DEFAULT_MIN_TRIALS);
            section.require("category");
            if (id != null && category != null && severity != null && ceiling != null) {
                rule = new FailureRateRule(id, category, evaluator, severity, ceiling, minTrials, parent, children);
            }
        } else {
            if (kind != null) {
                section.problem("kind", unavailable(kind));
            }
            KEYS_OF_ALL_KINDS.forEach(section::has);
        }
        section.nothingElse();
        return rule == null ? null : new DeclaredRule(rule, hold, owner, runbook);
    }

    private @Nullable String id() {
        String id = section.text("id");
        String first = id == null ? null : pathOfId.putIfAbsent(id, section.path());
        if (first != null) {
            section.problem("id", "'" + id + "' is the id of " + first + ", too");
        }
        return id;
    }

    private @Nullable Double ceiling() {
        if (section.has("baseline")) {
            section.problem(
                    "baseline",
                    "this version does not compare failure rates with a baseline yet; it compares them with a ceiling");
        } else {
            section.require("ceiling");
        }
        return section.number("ceiling", 0, FailureRateRule.HIGHEST_CEILING);
    }

    private static String unavailable(String kind) {
        return KINDS_TO_COME.contains(kind)
                ? "this version does not have " + kind + " yet; it has " + FailureRateRule.KIND
                : "must be " + FailureRateRule.KIND + ", got " + Reading.shown(kind);
    }

    /** The dimensions whose groups are watched; null for all. */
    private @Nullable Set<String> children(@Nullable List<String> names, Map<String, String> where) {
        if (names == null) {
            return null;
        }
        for (String name : names) {
            if (!isTallied(name)) {
                section.problem("dimensions", "'" + name + "' is not among the policy's segments");
            }
        }
        if (!names.isEmpty() && !where.isEmpty()) {
            section.problem("dimensions", "this version watches the group of where alone; leave out one of the two");
        }
        return Set.copyOf(names);
    }

    /** The group that the rule is about. */
    private Group parent(Map<String, String> where) {
        if (where.isEmpty()) {
            return Group.ALL;
        }
        if (where.size() > 1) {
            Group group = segmentation.intersectionOf(where).orElse(Group.ALL);
            if (group.isAll()) {
                section.problem(
                        "where",
                        "several dimensions must be one of segments.intersections, got "
                                + String.join(", ", where.keySet()));
            }
            return group;
        }
        Map.Entry<String, String> only = where.entrySet().iterator().next();
        if (only.getKey().equals(Group.EVALUATOR)) {
            section.problem("where.evaluator", "is not possible; name the evaluator with the rule's key evaluator");
        } else if (!isTallied(only.getKey())) {
            section.problem("where." + only.getKey(), "is not among the policy's segments");
        }
        return new Group(only.getKey(), only.getValue());
    }

    private boolean isTallied(String dimension) {
        Set<String> declared = segmentation.dimensions();
        return declared == null
                || declared.contains(dimension)
                || dimension.equals(Group.RELEASE)
                || dimension.equals(Group.EVALUATOR)
                || segmentation.intersections().stream()
                        .anyMatch(names -> Segmentation.intersection(names).equals(dimension));
    }

    private static HoldPolicy hold(Section section) {
        HoldPolicy hold = new HoldPolicy(
                section.duration("fireAfter", Duration.ZERO, WEEK, HoldPolicy.DEFAULT.fireAfter()),
                section.duration("resolveAfter", Duration.ZERO, WEEK, HoldPolicy.DEFAULT.resolveAfter()));
        section.nothingElse();
        return hold;
    }
}
