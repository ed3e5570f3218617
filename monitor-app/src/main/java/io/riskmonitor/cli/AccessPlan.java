package io.riskmonitor.cli;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.riskmonitor.config.Topics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who needs which rights on the cluster, and no other. READ and WRITE include DESCRIBE.
 *
 * @param applicationId what internal topics, the group and the transactions of the monitor are named after
 */
record AccessPlan(Topics topics, String applicationId) {

    /** Somebody who logs in to the cluster. */
    enum Role {
        /** {@code run}. */
        MONITOR("the monitor itself"),
        PUBLISHER("services, guardrails and judges that publish interactions and verdicts"),
        OWNER("whoever declares policies and gold cases"),
        RESPONDER("people and tools that answer alerts and decide reviews"),
        SUBSCRIBER("whoever has to know"),
        INSPECTOR("whoever looks into what was refused: the bytes as received");

        private final String who;

        Role(String who) {
            this.who = who;
        }

        /** For people. */
        String who() {
            return who;
        }

        /** Unless another one is named. */
        String principal() {
            return "User:risk-" + this;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What one role may do with one resource, or with all whose names begin so. */
    record Right(Role role, ResourcePattern resource, List<AclOperation> operations) {

        /** One for each operation. */
        Stream<AclBinding> bindings(String principal) {
            return operations.stream()
                    .map(operation -> new AclBinding(
                            resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
        }
    }

    /** In the order of the roles. */
    List<Right> rights() {
        return Stream.of(monitor(), publisher(), owner(), responder(), subscriber(), inspector())
                .flatMap(rights -> rights)
                .toList();
    }

    private Stream<Right> monitor() {
        return Stream.of(
                topic(Role.MONITOR, topics.interactions(), READ),
                topic(Role.MONITOR, topics.verdicts(), READ, WRITE), // writes what people have decided
                topic(Role.MONITOR, topics.policies(), READ, WRITE), // writes those of its settings
                topic(Role.MONITOR, topics.acceptedPolicies(), READ, WRITE),
                topic(Role.MONITOR, topics.commands(), READ, WRITE), // writes those that come over HTTP
                topic(Role.MONITOR, topics.findings(), READ, WRITE), // reads what it shows over HTTP
                topic(Role.MONITOR, topics.alerts(), WRITE),
                topic(Role.MONITOR, topics.currentAlerts(), READ, WRITE),
                topic(Role.MONITOR, topics.escalations(), WRITE),
                topic(Role.MONITOR, topics.reviews(), WRITE),
                topic(Role.MONITOR, topics.digests(), WRITE),
                topic(Role.MONITOR, topics.flagged(), WRITE),
                topic(Role.MONITOR, topics.gold(), READ),
                topic(Role.MONITOR, topics.acceptedGold(), READ, WRITE),
                topic(Role.MONITOR, topics.refusals(), WRITE),
                // DELETE: of records, once they are processed
                internal(ResourceType.TOPIC, PatternType.PREFIXED, applicationId + "-", READ, WRITE, CREATE, DELETE),
                internal(ResourceType.GROUP, PatternType.LITERAL, applicationId, READ),
                internal(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, applicationId + "-", WRITE));
    }

    private Stream<Right> publisher() {
        return Stream.of(
                topic(Role.PUBLISHER, topics.interactions(), WRITE), topic(Role.PUBLISHER, topics.verdicts(), WRITE));
    }

    private Stream<Right> owner() {
        return Stream.of(
                topic(Role.OWNER, topics.policies(), WRITE),
                topic(Role.OWNER, topics.gold(), WRITE),
                topic(Role.OWNER, topics.acceptedGold(), WRITE),
                // the command "publish" looks whether they are there
                topic(Role.OWNER, topics.interactions(), DESCRIBE),
                topic(Role.OWNER, topics.verdicts(), DESCRIBE));
    }

    private Stream<Right> responder() {
        return Stream.of(
                topic(Role.RESPONDER, topics.commands(), WRITE),
                topic(Role.RESPONDER, topics.currentAlerts(), READ),
                topic(Role.RESPONDER, topics.reviews(), READ));
    }

    private Stream<Right> subscriber() {
        Stream<Right> published = Stream.of(
                        topics.findings(),
                        topics.alerts(),
                        topics.currentAlerts(),
                        topics.escalations(),
                        topics.reviews(),
                        topics.digests(),
                        topics.flagged())
                .map(name -> topic(Role.SUBSCRIBER, name, READ));
        return Stream.concat(published, Stream.of(groups(Role.SUBSCRIBER)));
    }

    private Stream<Right> inspector() {
        return Stream.of(topic(Role.INSPECTOR, topics.refusals(), READ), groups(Role.INSPECTOR));
    }

    private static Right topic(Role role, String name, AclOperation... operations) {
        return new Right(role, new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL), List.of(operations));
    }

    private static Right internal(ResourceType type, PatternType pattern, String name, AclOperation... operations) {
        return new Right(Role.MONITOR, new ResourcePattern(type, name, pattern), List.of(operations));
    }

    /** Every program that reads has a group of its own. */
    private Right groups(Role role) {
        return new Right(
                role,
                new ResourcePattern(ResourceType.GROUP, topics.prefix() + "risk-" + role + "-", PatternType.PREFIXED),
                List.of(READ));
    }
}
