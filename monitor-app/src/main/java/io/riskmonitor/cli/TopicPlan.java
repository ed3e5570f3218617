package io.riskmonitor.cli;

import io.riskmonitor.cli.PlannedTopic.Use;
import java.util.List;

/**
 * Every topic of the contract, in its order.
 *
 * @param prefix before every name; empty for none
 */
record TopicPlan(String prefix) {

    String interactions() {
        return prefix + "llm.interactions";
    }

    String verdicts() {
        return prefix + "llm.verdicts";
    }

    /** Those that publishers write; a verdict has to lie on the partition of its interaction. */
    List<String> inputs() {
        return List.of(interactions(), verdicts());
    }

    List<String> names() {
        return topics().stream().map(PlannedTopic::name).toList();
    }

    List<PlannedTopic> topics() {
        return List.of(
                new PlannedTopic(interactions(), Use.EVENTS),
                new PlannedTopic(verdicts(), Use.EVENTS),
                new PlannedTopic(prefix + "risk.policies", Use.CURRENT),
                new PlannedTopic(prefix + "risk.policies.accepted", Use.CURRENT),
                new PlannedTopic(prefix + "risk.commands", Use.HISTORY),
                new PlannedTopic(prefix + "risk.findings", Use.EVENTS),
                new PlannedTopic(prefix + "risk.alerts", Use.HISTORY),
                new PlannedTopic(prefix + "risk.alerts.current", Use.CURRENT),
                new PlannedTopic(prefix + "risk.escalations", Use.HISTORY),
                new PlannedTopic(prefix + "risk.digests", Use.HISTORY),
                new PlannedTopic(prefix + "risk.flagged", Use.EVENTS),
                new PlannedTopic(prefix + "risk.gold", Use.CURRENT),
                new PlannedTopic(prefix + "risk.refusals", Use.EVENTS));
    }
}
