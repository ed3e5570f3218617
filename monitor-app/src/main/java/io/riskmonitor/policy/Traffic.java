package io.riskmonitor.policy;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.SeenCells;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Traffic of one application that a policy is checked against.
 *
 * @param interactionsPerHour judged or not
 * @param trialsPerHour verdicts of one evaluator on one category, in one group
 */
public record Traffic(double interactionsPerHour, SortedMap<Cell, Double> trialsPerHour) implements SeenCells {

    /** The evaluator of made-up traffic, where a rule names none. */
    private static final String ANY_EVALUATOR = "one evaluator";

    /** The dimension of made-up groups, where the policy declares none. */
    private static final String ANY_DIMENSION = "segment";

    /**
     * Made-up traffic: one evaluator per category judges all of it, or the one that a rule names, and it is spread evenly
     * over so many groups of every dimension.
     */
    public static Traffic even(Policy policy, double perHour, int groupsPerDimension) {
        Set<String> declared = policy.segmentation().dimensions();
        List<String> dimensions = new ArrayList<>(declared == null ? Set.of(ANY_DIMENSION) : declared);
        SortedMap<Cell, Double> trials = new TreeMap<>();
        for (DeclaredRule declaredRule : policy.rules()) {
            Rule rule = declaredRule.rule();
            RiskCategory category = rule.basics().category();
            if (category == null) {
                continue;
            }
            Series series = new Series(
                    category, Objects.requireNonNullElse(rule.basics().evaluator(), ANY_EVALUATOR));
            trials.put(new Cell(series, Group.ALL), perHour);
            trials.put(new Cell(series, rule.basics().parent()), perHour);
            for (String dimension : dimensions) {
                for (int i = 1; i <= groupsPerDimension; i++) {
                    trials.put(
                            new Cell(series, new Group(dimension, Integer.toString(i))), perHour / groupsPerDimension);
                }
            }
        }
        return new Traffic(perHour, trials);
    }

    @Override
    public Set<Series> series() {
        return trialsPerHour.keySet().stream().map(Cell::series).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Set<Group> groups(Series series) {
        return trialsPerHour.keySet().stream()
                .filter(cell -> cell.series().equals(series))
                .map(Cell::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Verdicts per hour in one cell; 0 where there are none. */
    double perHour(Cell cell) {
        return trialsPerHour.getOrDefault(cell, 0.0);
    }

    /** The group with the fewest verdicts among those that a rule watches beside its parent group. */
    Map.Entry<Cell, Double> thinnestChild(Rule rule, Series series) {
        return trialsPerHour.entrySet().stream()
                .filter(entry -> entry.getKey().series().equals(series)
                        && rule.basics().watchesChild(entry.getKey().group()))
                .min(Map.Entry.comparingByValue())
                .orElseThrow();
    }
}
