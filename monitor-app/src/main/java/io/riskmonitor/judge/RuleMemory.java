package io.riskmonitor.judge;

import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.rule.Watch;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is remembered of one rule in one scope: what the rule knows, and what it has said.
 *
 * @param kind of the rule
 * @param basis of the rule: with another one the rule starts anew
 * @param published group to what was last said of it
 */
public record RuleMemory(String kind, String basis, Watch watch, Map<Group, Said> published) {

    /** An outcome, and when it was published. */
    public record Said(RuleOutcome outcome, Instant at) {}

    RuleMemory(String kind, String basis, Watch watch) {
        this(kind, basis, watch, new TreeMap<>());
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
