package io.riskmonitor.policy;

import io.riskmonitor.rule.Outlook;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the rules of a policy can see at some traffic, and how its false-alarm budget is split over them. */
public final class PolicyCheck {

    /**
     * One detector.
     *
     * @param path of its rule in the policy
     * @param subject what it watches, in words
     * @param perHour verdicts, or interactions, that it reads in an hour
     * @param quiet how long it runs on average up to a false alarm, at least; null where it makes no statistical claim
     */
    public record Line(
            String path,
            Rule rule,
            String subject,
            double perHour,
            @Nullable Duration quiet,
            Outlook outlook) {}

    private final Policy policy;
    private final Traffic traffic;
    private final Duration pane;
    private final int families;

    private PolicyCheck(Policy policy, Traffic traffic, Duration pane) {
        this.policy = policy;
        this.traffic = traffic;
        this.pane = pane;
        this.families = Math.max(
                1,
                policy.rules().stream()
                        .mapToInt(declared -> declared.rule().families(traffic))
                        .sum());
    }

    /** Every rule: its parent group, and of its groups the one with the least traffic. */
    public static List<Line> of(Policy policy, Traffic traffic, Duration pane) {
        PolicyCheck check = new PolicyCheck(policy, traffic, pane);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < policy.rules().size(); i++) {
            Rule rule = policy.rules().get(i).rule();
            String path = "rules[" + i + "]";
            List<Series> watched =
                    traffic.series().stream().filter(rule.basics()::watches).toList();
            boolean judged =
                    rule.basics().category() != null || rule.basics().evaluator() != null && traffic.observed();
            Optional<Feature> missing = rule.feature().filter(feature -> !traffic.has(feature));
            if (judged && watched.isEmpty()) {
                lines.add(check.unseen(path, rule));
            } else if (missing.isPresent()) {
                lines.add(blind(path, rule, "there is no " + missing.get() + " in this traffic"));
            } else if (rule.basics().category() == null) {
                lines.add(check.line(path, rule, "the application", traffic.interactionsPerHour(), check.parent(0)));
            } else {
                watched.forEach(series -> lines.addAll(check.lines(path, rule, series)));
            }
        }
        return lines;
    }

    private Line unseen(String path, Rule rule) {
        String category =
                rule.basics().category() == null ? "" : " on " + rule.basics().category();
        String evaluator = rule.basics().evaluator() == null
                ? "nobody gives a verdict"
                : rule.basics().evaluator() + " gives no verdict";
        return blind(path, rule, evaluator + category + " in this traffic");
    }

    private static Line blind(String path, Rule rule, String why) {
        return new Line(path, rule, "nothing", 0, null, new Outlook(false, why));
    }

    private List<Line> lines(String path, Rule rule, Series series) {
        int children = (int) traffic.groups(series).stream()
                .filter(rule.basics()::watchesChild)
                .count();
        boolean compares = rule.comparisons() > 0;
        if (compares && children < 2) {
            return List.of(blind(path, rule, series.evaluator() + " judges " + children + " groups: none to compare"));
        }
        List<Line> lines = new ArrayList<>();
        if (!compares) {
            Group parent = rule.basics().parent();
            double perHour = traffic.perHour(new Cell(series, parent));
            lines.add(line(path, rule, series.evaluator() + ", " + parent, perHour, parent(children)));
        }
        if (children > 0 && makesClaims(rule)) {
            Map.Entry<Cell, Double> thinnest = traffic.thinnestChild(rule, series);
            double threshold = compares
                    ? parent(0) * children * rule.comparisons()
                    : policy.falseAlarms().childThreshold(pane, families, children);
            String subject =
                    series.evaluator() + ", " + thinnest.getKey().group() + ", the least of " + children + " groups";
            lines.add(line(path, rule, subject, thinnest.getValue(), threshold));
        }
        return lines;
    }

    private boolean makesClaims(Rule rule) {
        return rule.families(traffic) > 0;
    }

    private double parent(int children) {
        return policy.falseAlarms().parentThreshold(pane, families, children > 0);
    }

    private Line line(String path, Rule rule, String subject, double perHour, double threshold) {
        Duration quiet = makesClaims(rule) ? Duration.ofMillis((long) (threshold * pane.toMillis())) : null;
        return new Line(path, rule, subject, perHour, quiet, rule.outlook(perHour, threshold));
    }
}
