package io.riskmonitor.cli;

import io.riskmonitor.interaction.Interaction;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.policy.Traffic;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what files of events hold per hour, application by application. Lines that are no events are left out. */
final class ObservedTraffic {

    /** What is shorter is taken for an hour. */
    private static final Duration SHORTEST = Duration.ofHours(1);

    private record Counted(String application, List<SliceKey> slices, Tally tally) {}

    private final PolicyBook policies;
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<String, Set<Feature>> features = new HashMap<>();
    private final Map<String, Counted> interactions = new HashMap<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    ObservedTraffic(PolicyBook policies) {
        this.policies = policies;
    }

    void read(String file) {
        EventFiles.requireReadable(file);
        try (JsonLines lines = new JsonLines(EventFiles.open(file))) {
            while (lines.hasNext()) {
                if (lines.next() instanceof JsonLine.Event event) {
                    first = event.time().isBefore(first) ? event.time() : first;
                    last = event.time().isAfter(last) ? event.time() : last;
                    count(event.event());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw Failure.failed("cannot read " + file, e);
        }
    }

    private void count(Object event) {
        if (event instanceof Interaction interaction) {
            Policy policy = policies.policyOf(interaction.application());
            String release =
                    interaction.release() == null ? null : interaction.release().name();
            List<SliceKey> slices = policy.segmentation().groupsOf(interaction.segments()).stream()
                    .map(group -> new SliceKey(group, release))
                    .toList();
            Tally tally = tallies.computeIfAbsent(interaction.application(), a -> new Tally());
            tally.see(slices);
            Set<Feature> seen = features.computeIfAbsent(interaction.application(), a -> new HashSet<>());
            interaction.labels().keySet().forEach(name -> seen.add(Feature.label(name)));
            interaction.measures().keySet().forEach(name -> seen.add(Feature.measure(name)));
            interactions.put(interaction.interactionId(), new Counted(interaction.application(), slices, tally));
            interaction.verdicts().forEach(this::count);
        } else {
            count((Verdict) event);
        }
    }

    private void count(Verdict verdict) {
        Counted counted = interactions.get(verdict.interactionId());
        if (counted != null) {
            Series series = new Series(verdict.category(), verdict.evaluator());
            if (verdict.score() != null) {
                features.computeIfAbsent(counted.application, a -> new HashSet<>())
                        .add(Feature.score(series));
            }
            counted.tally.count(
                    new Strand(series, verdict.evaluatorVersion()),
                    counted.slices,
                    verdict.outcome(),
                    Standing.KEPT,
                    verdict.judgedAt(),
                    verdict.interactionId());
        }
    }

    /** What the files hold of an application; empty where they hold nothing. */
    Optional<Traffic> of(String application) {
        Tally tally = tallies.get(application);
        if (tally == null) {
            return Optional.empty();
        }
        Duration length = Duration.between(first, last);
        double hours = Math.max(SHORTEST.toSeconds(), length.toSeconds()) / (double) SHORTEST.toSeconds();
        SortedMap<Cell, Double> perHour = new TreeMap<>();
        tally.cells()
                .byCell()
                .forEach((cell, counts) -> perHour.put(cell, counts.total().trials() / hours));
        return Optional.of(
                new Traffic(tally.seen(Group.ALL) / hours, perHour, features.getOrDefault(application, Set.of())));
    }
}
