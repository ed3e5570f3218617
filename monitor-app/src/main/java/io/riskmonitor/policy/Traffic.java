package io.riskmonitor.policy;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.RuleBasics;
import io.riskmonitor.rule.SeenCells;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Segmentation;
import io.riskmonitor.segment.Series;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Traffic of one application that a policy is checked against.
 *
 * @param interactionsPerHour judged or not
 * @param trialsPerHour verdicts of one evaluator on one category, in one group
 * @param features labels, measures and scores that were seen; null for made-up traffic, which has all of them, and verdicts
 *     of every evaluator
 */
public record Traffic(
        double interactionsPerHour,
        SortedMap<Cell, Double> trialsPerHour,
        @Nullable Set<Feature> features) implements SeenCells {

    /** The evaluator of made-up traffic, where a rule names none. */
    private static final String ANY_EVALUATOR = "one evaluator";

    /** The dimension of made-up groups, where the policy declares none. */
    private static final String ANY_DIMENSION = "segment";

    /** A stable release and a canary. */
    private static final int RELEASES = 2;

    /**
     * Made-up traffic: one evaluator per category judges all of it, or the one that a rule names, and it is spread evenly
     * over so many groups of every dimension, their declared intersections, and two releases.
     */
    public static Traffic even(Policy policy, double perHour, int groupsPerDimension) {
        Set<String> declared = policy.segmentation().dimensions();
        Map<String, Integer> groups = new TreeMap<>();
        (declared == null ? Set.of(ANY_DIMENSION) : declared).forEach(name -> groups.put(name, groupsPerDimension));
        for (List<String> intersection : policy.segmentation().intersections()) {
            double all = Math.pow(groupsPerDimension, intersection.size());
            groups.put(Segmentation.intersection(intersection), (int)
                    Math.min(all, policy.segmentation().maxGroups()));
        }
        groups.put(Group.RELEASE, RELEASES);
        SortedMap<Cell, Double> trials = new TreeMap<>();
        for (Series series : madeUp(policy)) {
            trials.put(new Cell(series, Group.ALL), perHour);
            groups.forEach((dimension, count) -> {
                List<String> names = names(policy, dimension, count);
                names.forEach(name -> trials.put(new Cell(series, new Group(dimension, name)), perHour / names.size()));
            });
        }
        return new Traffic(perHour, trials, null);
    }

    /** Every category that a rule names, judged by those whom rules name for it, or else by one evaluator. */
    private static Set<Series> madeUp(Policy policy) {
        SortedMap<RiskCategory, Set<String>> evaluators = new TreeMap<>();
        for (DeclaredRule declared : policy.rules()) {
            RuleBasics basics = declared.rule().basics();
            if (basics.category() != null) {
                Set<String> named = evaluators.computeIfAbsent(basics.category(), c -> new TreeSet<>());
                Optional.ofNullable(basics.evaluator()).ifPresent(named::add);
            }
        }
        Set<Series> series = new TreeSet<>();
        evaluators.forEach((category, named) -> (named.isEmpty() ? Set.of(ANY_EVALUATOR) : named)
                .forEach(evaluator -> series.add(new Series(category, evaluator))));
        return series;
    }

    /** Groups that rules are about, and numbers for the others. */
    private static List<String> names(Policy policy, String dimension, int count) {
        Set<String> named = policy.rules().stream()
                .map(declared -> declared.rule().basics().parent())
                .filter(group -> group.dimension().equals(dimension))
                .map(Group::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return Stream.concat(
                        named.stream(),
                        IntStream.rangeClosed(1, count - named.size()).mapToObj(Integer::toString))
                .toList();
    }

    boolean observed() {
        return features != null;
    }

    /** Whether there is anything of what a rule reads the distribution of. */
    boolean has(Feature feature) {
        return features == null || feature.kind() == Feature.Kind.SEVERITY || features.contains(feature);
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
