package io.riskmonitor.policy;

import io.riskmonitor.alert.HoldPolicy;
import io.riskmonitor.document.Section;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.RiskMatrix;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.RuleBasics;
import io.riskmonitor.rule.RuleKind;
import io.riskmonitor.rule.RuleKinds;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Segmentation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one rule of a policy: the keys that every kind has, then those of its kind. */
final class RuleReader {

    private static final Duration WEEK = Duration.ofDays(7);

    /** UNSPECIFIED is what a symbol decodes to that this version does not know. */
    static final Set<RiskCategory> CATEGORIES = EnumSet.complementOf(EnumSet.of(RiskCategory.UNSPECIFIED));

    private final Section section;
    private final Segmentation segmentation;
    private final RiskMatrix risk;
    private final Map<String, String> pathOfId;

    /** @param pathOfId the rules read before, by their id; this one is added */
    RuleReader(Section section, Segmentation segmentation, RiskMatrix risk, Map<String, String> pathOfId) {
        this.section = section;
        this.segmentation = segmentation;
        this.risk = risk;
        this.pathOfId = pathOfId;
    }

    /** The rule, unless something that it cannot be without is wrong. */
    @Nullable
    DeclaredRule read() {
        section.require("id", "kind", "severity");
        String id = id();
        String kind =
                section.word("kind", RuleKinds.ALL.stream().map(RuleKind::name).toList());
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

        Optional<RuleBasics> basics = id == null || severity == null || section.has("category") && category == null
                ? Optional.empty()
                : Optional.of(new RuleBasics(id, severity, category, evaluator, parent, children));
        Optional<RuleKind> known = Optional.ofNullable(kind).flatMap(RuleKinds::named);
        if (known.isEmpty()) {
            return null; // which other keys it may have nobody can tell
        }
        Rule rule = known.get().reader().read(section, basics);
        known.get().segments().check(section, segmentation);
        section.nothingElse();
        return rule == null ? null : new DeclaredRule(rule.weighed(risk, section), hold, owner, runbook);
    }

    private @Nullable String id() {
        String id = section.text("id");
        String first = id == null ? null : pathOfId.putIfAbsent(id, section.path());
        if (first != null) {
            section.problem("id", "'" + id + "' is the id of " + first + ", too");
        }
        return id;
    }

    /** The dimensions whose groups are watched; null for all. */
    private @Nullable Set<String> children(@Nullable List<String> names, Map<String, String> where) {
        if (names == null) {
            return null;
        }
        for (String name : names) {
            if (!segmentation.tallies(name)) {
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
        } else if (!segmentation.tallies(only.getKey())) {
            section.problem("where." + only.getKey(), "is not among the policy's segments");
        }
        return new Group(only.getKey(), only.getValue());
    }

    private static HoldPolicy hold(Section section) {
        HoldPolicy hold = new HoldPolicy(
                section.duration("fireAfter", Duration.ZERO, WEEK, HoldPolicy.DEFAULT.fireAfter()),
                section.duration("resolveAfter", Duration.ZERO, WEEK, HoldPolicy.DEFAULT.resolveAfter()));
        section.nothingElse();
        return hold;
    }
}
