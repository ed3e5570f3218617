package io.riskmonitor.judge;

import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.rule.Watch;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is remembered of one rule in one scope: what the rule knows, and what it has said. */
public final class RuleMemory {

    private final String kind;
    private final String basis;
    private final Watch watch;
    private final Map<Group, Said> published;
    private @Nullable Instant touched;

    /** An outcome, and when it was published. */
    public record Said(RuleOutcome outcome, Instant at) {}

    /**
     * A memory as stored.
     *
     * @param kind of the rule
     * @param basis of the rule: with another one the rule starts anew
     * @param published group to what was last said of it
     * @param touched event time at which the rule was last asked about the scope; null where nobody knows
     */
    public RuleMemory(String kind, String basis, Watch watch, Map<Group, Said> published, @Nullable Instant touched) {
        this.kind = kind;
        this.basis = basis;
        this.watch = watch;
        this.published = published;
        this.touched = touched;
    }

    RuleMemory(String kind, String basis, Watch watch) {
        this(kind, basis, watch, new TreeMap<>(), null);
    }

    public String kind() {
        return kind;
    }

    public String basis() {
        return basis;
    }

    public Watch watch() {
        return watch;
    }

    public Map<Group, Said> published() {
        return published;
    }

    public @Nullable Instant touched() {
        return touched;
    }

    /** The rule is asked about the scope. */
    void touch(Instant at) {
        if (touched == null || touched.isBefore(at)) {
            touched = at;
        }
    }

    /**
     * Forgets what is about nothing any more.
     *
     * @param known whether a group of the scope's series was seen since {@code before}
     * @return whether anything is left that matters: otherwise it was not asked about the scope since then, or saw nothing
     */
    boolean forget(Scope scope, Instant now, Instant before, Predicate<Group> known) {
        if (touched == null) {
            touched = now;
        }
        boolean over = watch.forget(scope, before, known);
        published
                .entrySet()
                .removeIf(said -> said.getValue().at().isBefore(before)
                        && !said.getKey().equals(scope.group())
                        && !known.test(said.getKey()));
        return !over && !touched.isBefore(before);
    }

    /**
     * Whether an outcome says something new of a group: it has changed, or the last one is old.
     *
     * @param every event time after which an unchanged outcome is worth repeating
     */
    boolean isNews(Group group, RuleOutcome outcome, Instant at, Duration every) {
        Said last = published.get(group);
        return last == null
                || last.outcome() != outcome
                || !at.isBefore(last.at().plus(every));
    }

    /** A finding was published. */
    void said(Finding finding) {
        published.put(finding.group(), new Said(finding.outcome(), finding.at()));
    }
}
