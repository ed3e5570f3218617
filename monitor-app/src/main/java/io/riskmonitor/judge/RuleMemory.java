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
     * Whether a finding says something new: its outcome changed, or the last one is old. Remembers the finding if so.
     *
     * @param every event time after which an unchanged finding is worth repeating
     */
    boolean isNews(Finding finding, Duration every) {
        Said last = published.get(finding.group());
        boolean news = last == null
                || last.outcome() != finding.outcome()
                || !finding.at().isBefore(last.at().plus(every));
        if (news) {
            published.put(finding.group(), new Said(finding.outcome(), finding.at()));
        }
        return news;
    }
}
