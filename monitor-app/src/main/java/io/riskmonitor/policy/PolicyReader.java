package io.riskmonitor.policy;

import io.riskmonitor.document.Section;
import io.riskmonitor.escalation.Deadline;
import io.riskmonitor.escalation.EscalationPath;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.RiskBand;
import io.riskmonitor.rule.RiskMatrix;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.KnownGroups;
import io.riskmonitor.segment.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy from a tree of plain maps, lists and scalars, whatever it was written in, and reports every problem at
 * its path. The keys and their ranges: {@code docs/configuration.md}.
 *
 * <p>The version of a policy is a hash of what was read, so the same content has the same version.
 */
public final class PolicyReader {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    private final Section root;

    private PolicyReader(Section root) {
        this.root = root;
    }

    /** The policy in the tree, or everything that is wrong with it. */
    public static PolicyReading read(@Nullable Object tree) {
        return new PolicyReader(Section.of(tree)).policy();
    }

    private PolicyReading policy() {
        root.require("application", "rules");
        String application = root.text("application");
        Owner owner = root.section("owner").map(PolicyReader::owner).orElse(Owner.NOBODY);
        FalseAlarmBudget budget =
                root.section("falseAlarms").map(PolicyReader::budget).orElse(FalseAlarmBudget.DEFAULT);
        RiskMatrix risk = root.section("risk").map(PolicyReader::risk).orElse(RiskMatrix.DEFAULT);
        Segmentation segmentation =
                root.section("segments").map(PolicyReader::segmentation).orElse(Segmentation.DEFAULT);
        EscalationPath escalation = new EscalationReader(root).read();
        List<Deadline> deadlines = new DeadlineReader(root).read();
        List<DeclaredRule> rules = rules(segmentation, risk);
        root.nothingElse();
        if (application == null || !root.problems().isEmpty()) {
            return new PolicyReading(Optional.empty(), root.problems());
        }
        return new PolicyReading(
                Optional.of(new Policy(
                        application, root.digest(), owner, budget, risk, segmentation, escalation, deadlines, rules)),
                List.of());
    }

    private static Owner owner(Section section) {
        Owner owner = new Owner(section.text("team"), section.text("contact"), section.text("runbook"));
        section.nothingElse();
        return owner;
    }

    private static FalseAlarmBudget budget(Section section) {
        section.require("atMost", "per");
        Double atMost = section.number("atMost", 0, Double.POSITIVE_INFINITY);
        Duration per = section.duration("per", MINUTE, TEN_YEARS);
        section.nothingElse();
        if (atMost == null || per == null) {
            return FalseAlarmBudget.DEFAULT;
        }
        if (atMost > per.toMinutes()) {
            section.problem("atMost", "must be at most one a minute (" + per.toMinutes() + "), got " + atMost);
        }
        return new FalseAlarmBudget(atMost, per);
    }

    private static RiskMatrix risk(Section section) {
        Map<Severity, Double> weights = new EnumMap<>(RiskMatrix.DEFAULT.weights());
        Map<Severity, List<RiskBand>> bands = new EnumMap<>(RiskMatrix.DEFAULT.bands());
        Section declaredWeights = section.sectionOrEmpty("weights");
        Section declaredBands = section.sectionOrEmpty("matrix");
        for (Severity severity : Severity.values()) {
            Double weight = declaredWeights.number(severity.name(), 0, Double.POSITIVE_INFINITY);
            if (weight != null) {
                weights.put(severity, weight);
            }
            List<RiskBand> row = declaredBands.symbols(severity.name(), EnumSet.allOf(RiskBand.class));
            if (row != null && row.size() != RiskMatrix.FREQUENCIES) {
                declaredBands.problem(
                        severity.name(),
                        "must have " + RiskMatrix.FREQUENCIES + " bands, from rare to frequent, got " + row.size());
            } else if (row != null) {
                bands.put(severity, row);
            }
        }
        declaredWeights.nothingElse();
        declaredBands.nothingElse();
        section.nothingElse();
        return new RiskMatrix(bands, weights);
    }

    private static Segmentation segmentation(Section section) {
        List<String> dimensions = section.names("dimensions");
        List<List<String>> intersections = section.nameLists("intersections");
        Set<Set<String>> seen = new HashSet<>();
        for (int i = 0; i < intersections.size(); i++) {
            List<String> names = intersections.get(i);
            String key = "intersections[" + i + "]";
            if (names.isEmpty()) {
                continue; // noted
            }
            if (names.size() == 1) {
                section.problem(key, "must name two dimensions or more");
            } else if (names.contains(Group.RELEASE) || names.contains(Group.EVALUATOR)) {
                section.problem(key, "must not name release or evaluator: they are no segments of an interaction");
            } else if (!seen.add(Set.copyOf(names))) {
                section.problem(key, "is declared twice");
            }
        }
        int count = intersections.size() + (dimensions == null ? 0 : dimensions.size());
        if (count > KnownGroups.MAX_DIMENSIONS) {
            section.problem(
                    "dimensions",
                    "must be, with the intersections, at most " + KnownGroups.MAX_DIMENSIONS + ", got " + count);
        }
        int maxGroups = (int) section.whole("maxGroups", 1, 100_000, Segmentation.DEFAULT.maxGroups());
        section.nothingElse();
        return new Segmentation(
                dimensions == null ? null : Set.copyOf(dimensions), List.copyOf(intersections), maxGroups);
    }

    private List<DeclaredRule> rules(Segmentation segmentation, RiskMatrix risk) {
        List<DeclaredRule> rules = new ArrayList<>();
        Map<String, String> pathOfId = new HashMap<>();
        for (Section section : root.sections("rules")) {
            DeclaredRule rule = new RuleReader(section, segmentation, risk, pathOfId).read();
            if (rule != null) {
                rules.add(rule);
            }
        }
        return List.copyOf(rules);
    }
}
