package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.config.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

    private static final short BROKER_DEFAULT = -1;

    @Test
    void namesTheTopicsOfTheContract() {
        assertThat(new TopicPlan(new Topics("")).all())
                .containsExactly(
                        "llm.interactions",
                        "llm.verdicts",
                        "risk.policies",
                        "risk.policies.accepted",
                        "risk.commands",
                        "risk.findings",
                        "risk.alerts",
                        "risk.alerts.current",
                        "risk.escalations",
                        "risk.reviews",
                        "risk.digests",
                        "risk.flagged",
                        "risk.gold",
                        "risk.gold.accepted",
                        "risk.refusals");
    }

    @Test
    void everyNameHasThePrefix() {
        assertThat(new TopicPlan(new Topics("prod.")).all()).allMatch(name -> name.startsWith("prod."));
    }

    @Test
    void compactsWhatHoldsTheNewestOfEachKey() {
        assertThat(created(12, BROKER_DEFAULT).stream()
                        .filter(topic -> "compact".equals(topic.configs().get("cleanup.policy")))
                        .map(NewTopic::name))
                .containsExactlyInAnyOrder(
                        "risk.policies",
                        "risk.policies.accepted",
                        "risk.alerts.current",
                        "risk.gold",
                        "risk.gold.accepted");
    }

    @Test
    void bothInputsHaveTheSamePartitionsAndRetention() {
        for (String input : List.of("llm.interactions", "llm.verdicts")) {
            NewTopic topic = created(input);
            assertThat(topic.numPartitions()).isEqualTo(7);
            assertThat(topic.configs())
                    .containsEntry("retention.ms", "172800000")
                    .containsEntry("message.timestamp.type", "CreateTime");
        }
    }

    @Test
    void historyStaysInOneOrderAndOutlivesTheEvents() {
        NewTopic alerts = created("risk.alerts");
        assertThat(alerts.numPartitions()).isEqualTo(1);
        assertThat(Long.parseLong(alerts.configs().get("retention.ms")))
                .isGreaterThan(Duration.ofDays(365).toMillis());
    }

    @Test
    void threeCopiesNeedTwoInSync() {
        assertThat(created(1, (short) 3))
                .allMatch(topic -> topic.replicationFactor() == 3
                        && "2".equals(topic.configs().get("min.insync.replicas")));
        assertThat(created(1, BROKER_DEFAULT))
                .noneMatch(topic -> topic.configs().containsKey("min.insync.replicas"));
    }

    @Test
    void foreverIsKafkasMinusOne() {
        PlannedTopic input = new TopicPlan(new Topics("")).topics().get(0);
        assertThat(input.create(1, BROKER_DEFAULT, PlannedTopic.FOREVER).configs())
                .containsEntry("retention.ms", "-1");
    }

    @Test
    void tellsDifferencesThatMatter() {
        PlannedTopic policies = new PlannedTopic("p", PlannedTopic.Use.CURRENT);
        assertThat(policies.differences(config("compact", "CreateTime"))).isEmpty();
        assertThat(policies.differences(config("delete", "CreateTime")))
                .containsExactly("cleanup.policy is delete, needs to be compact");
        assertThat(policies.differences(config("compact", "LogAppendTime"))).hasSize(1);
    }

    @Test
    void inputsOfDifferentSizesAreToldApart() {
        assertThat(TopicsCommand.inequality(Map.of("llm.interactions", 3, "llm.verdicts", 3)))
                .isEmpty();
        assertThat(TopicsCommand.inequality(Map.of("llm.interactions", 3))).isEmpty();
        assertThat(TopicsCommand.inequality(Map.of("llm.interactions", 3, "llm.verdicts", 4)))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("{llm.interactions=3, llm.verdicts=4}"));
    }

    @Test
    void retentionIsADurationOrForever() {
        TopicsCommand.Retention retention = new TopicsCommand.Retention();
        assertThat(retention.convert("P7D")).isEqualTo(Duration.ofDays(7));
        assertThat(retention.convert("forever")).isEqualTo(PlannedTopic.FOREVER);
    }

    private static NewTopic created(String name) {
        return created(7, BROKER_DEFAULT).stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<NewTopic> created(int partitions, short replication) {
        return new TopicPlan(new Topics(""))
                .topics().stream()
                        .map(topic -> topic.create(partitions, replication, Duration.ofDays(2)))
                        .toList();
    }

    private static Config config(String cleanup, String timestamps) {
        return new Config(List.of(
                new ConfigEntry("cleanup.policy", cleanup), new ConfigEntry("message.timestamp.type", timestamps)));
    }
}
