package io.riskmonitor.cli;

import io.riskmonitor.cli.PlannedTopic.Use;
import io.riskmonitor.config.Topics;
import java.util.List;

/** Every topic of the contract, in its order. */
record TopicPlan(Topics names) {

    /** Those that publishers write; a verdict has to lie on the partition of its interaction. */
    List<String> inputs() {
        return List.of(names.interactions(), names.verdicts());
    }

    /** Those that the monitor cannot run without. */
    List<String> needed() {
        return List.of(
                names.interactions(),
                names.verdicts(),
                names.policies(),
                names.acceptedPolicies(),
                names.commands(),
                names.findings(),
                names.alerts(),
                names.currentAlerts(),
                names.escalations(),
                names.digests(),
                names.gold(),
                names.acceptedGold(),
                names.reviews(),
                names.flagged(),
                names.refusals());
    }

    /** What to type to create what is missing. */
    String createCommand(String bootstrap) {
        return "risk-monitor topics create --bootstrap " + bootstrap
                + (names.prefix().isEmpty() ? "" : " --topic-prefix " + names.prefix());
    }

    List<String> all() {
        return topics().stream().map(PlannedTopic::name).toList();
    }

    List<PlannedTopic> topics() {
        return List.of(
                new PlannedTopic(names.interactions(), Use.EVENTS),
                new PlannedTopic(names.verdicts(), Use.EVENTS),
                new PlannedTopic(names.policies(), Use.CURRENT),
                new PlannedTopic(names.acceptedPolicies(), Use.CURRENT),
                new PlannedTopic(names.commands(), Use.HISTORY),
                new PlannedTopic(names.findings(), Use.EVENTS),
                new PlannedTopic(names.alerts(), Use.HISTORY),
                new PlannedTopic(names.currentAlerts(), Use.CURRENT),
                new PlannedTopic(names.escalations(), Use.HISTORY),
                new PlannedTopic(names.reviews(), Use.HISTORY),
                new PlannedTopic(names.digests(), Use.HISTORY),
                new PlannedTopic(names.flagged(), Use.EVENTS),
                new PlannedTopic(names.gold(), Use.CURRENT),
                new PlannedTopic(names.acceptedGold(), Use.CURRENT),
                new PlannedTopic(names.refusals(), Use.REFUSALS));
    }
}
