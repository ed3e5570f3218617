package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One thing an owner wants to know. The record read from the policy is the thing that decides. */
public interface Rule {

    /** What every rule has. */
    RuleBasics basics();

    /** As written in a policy, for instance {@code failure-rate}. */
    String kind();

    /** What its memories depend on: where it is another, they are of no use and the rule starts anew. */
    String basis();

    /** The same rule with the weights of its policy; what cannot be with these is noted in its section. */
    default Rule weighed(RiskMatrix risk, Section section) {
        return this;
    }

    /** Takes one closed pane into account. Reports in a fixed order, parents before their children. */
    void judge(RuleContext context);

    /** Takes in what came too late for its pane; says nothing. */
    default void late(RuleContext context) {}

    /** Whether the rule has something to say when nothing is seen. Its alerts move on while all event time stands still. */
    default boolean watchesTime() {
        return false;
    }

    /** When time will have passed for it to say something, if nothing is seen until then. */
    default Optional<Instant> due(RuleContext context) {
        return Optional.empty();
    }

    /** Says what there is to say since time has passed: the end of the pane, an empty one, is when it was due. */
    default void elapsed(RuleContext context) {}

    /** How long its alerts last, where they end by themselves. */
    default @Nullable Duration alertsLast() {
        return null;
    }

    /** Whether an evaluator that has become stricter looks to it like a system that has become worse. */
    default boolean trustsEvaluator() {
        return false;
    }

    /** Whether it has to know of a series also when that was not seen for long. */
    default boolean misses(Series series) {
        return false;
    }

    /** Whose distribution it reads, which is counted only for those who do. */
    default Optional<Feature> feature() {
        return Optional.empty();
    }

    /** Whether it reads the distribution of its {@link #feature} in this slice. */
    default boolean readsFeatureIn(SliceKey slice) {
        return basics().parent().equals(slice.group()) || basics().watchesChild(slice.group());
    }

    /**
     * Among how many families its detectors' share of the false-alarm budget is split: all traffic and its groups, in
     * one series, are one family. None for a rule that makes no statistical claim.
     */
    default int families(SeenCells seen) {
        return (int) seen.series().stream().filter(basics()::watches).count();
    }

    /**
     * Detectors of each group where the groups are compared with each other, so that the parent group has none. 0 where
     * the parent has one, and its groups one each.
     */
    default int comparisons() {
        return 0;
    }

    /**
     * What the rule can see.
     *
     * @param trialsPerHour verdicts that it would read in an hour
     * @param threshold average run length that the budget leaves for the detector of its parent group, in panes
     */
    Outlook outlook(double trialsPerHour, double threshold);

    /** Unique in its policy; part of every alert's key. */
    default String id() {
        return basics().id();
    }

    default Severity severity() {
        return basics().severity();
    }
}
