package io.riskmonitor.policy;

import io.riskmonitor.rule.Outlook;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the rules of a policy can see at some traffic, and how its false-alarm budget is split over them. */
public final class PolicyCheck {

    /**
     * One detector.
     *
     * @param path of its rule in the policy
     * @param subject what it watches, in words
     * @param perHour verdicts, or interactions, that it reads in an hour
     * @param threshold average run length that the budget leaves it, in panes
     */
    public record Line(String path, Rule rule, String subject, double perHour, double threshold, Outlook outlook) {}

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

    /** Every rule: its parent group, and of its children the one with the least traffic. */
    public static List<Line> of(Policy policy, Traffic traffic, Duration pane) {
        PolicyCheck check = new PolicyCheck(policy, traffic, pane);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < policy.rules().size(); i++) {
            Rule rule = policy.rules().get(i).rule();
            String path = "rules[" + i + "]";
            if (rule.basics().category() == null) {
                lines.add(check.line(path, rule, "the application", traffic.interactionsPerHour(), check.parent(0)));
            }
            for (Series series : traffic.series()) {
                if (rule.basics().category() != null && rule.basics().watches(series)) {
                    lines.addAll(check.lines(path, rule, series));
                }
            }
        }
        return lines;
    }

    private List<Line> lines(String path, Rule rule, Series series) {
        int children = (int) traffic.groups(series).stream()
                .filter(rule.basics()::watchesChild)
                .count();
        List<Line> lines = new ArrayList<>();
        Group parent = rule.basics().parent();
        double perHour = traffic.perHour(new Cell(series, parent));
        lines.add(line(path, rule, series.evaluator() + ", " + parent, perHour, parent(children)));
        if (children > 0) {
            Map.Entry<Cell, Double> thinnest = traffic.thinnestChild(rule, series);
            double threshold = policy.falseAlarms().childThreshold(pane, families, children);
            String subject =
                    series.evaluator() + ", " + thinnest.getKey().group() + ", the least of " + children + " groups";
            lines.add(line(path, rule, subject, thinnest.getValue(), threshold));
        }
        return lines;
    }

    private double parent(int children) {
        return policy.falseAlarms().parentThreshold(pane, families, children > 0);
    }

    private Line line(String path, Rule rule, String subject, double perHour, double threshold) {
        return new Line(path, rule, subject, perHour, threshold, rule.outlook(perHour, threshold));
    }
}
