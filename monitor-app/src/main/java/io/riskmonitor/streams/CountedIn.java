package io.riskmonitor.streams;

import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.segment.Feature;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where an interaction counts.
 *
 * @param slices all of them
 * @param features the features that rules ask for, each with the positions of the slices in which they do
 */
record CountedIn(List<SliceKey> slices, Map<Feature, int[]> features) {

    static CountedIn of(List<SliceKey> slices, Policy policy) {
        Map<Feature, int[]> features = new LinkedHashMap<>();
        for (DeclaredRule declared : policy.rules()) {
            Rule rule = declared.rule();
            rule.feature().ifPresent(feature -> features.merge(feature, positions(slices, rule), CountedIn::both));
        }
        features.values().removeIf(positions -> positions.length == 0);
        return new CountedIn(List.copyOf(slices), features);
    }

    private static int[] positions(List<SliceKey> slices, Rule rule) {
        return IntStream.range(0, slices.size())
                .filter(i -> rule.readsFeatureIn(slices.get(i)))
                .toArray();
    }

    private static int[] both(int[] positions, int[] more) {
        return IntStream.concat(Arrays.stream(positions), Arrays.stream(more))
                .distinct()
                .toArray();
    }
}
