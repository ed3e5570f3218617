package io.riskmonitor.cli;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A Kafka cluster that has answered. Commands connect here first, because a producer or a topology whose brokers are
 * not there retries and warns without end.
 */
final class Cluster implements AutoCloseable {

    /** For the first answer: a healthy cluster takes a fraction of a second, and nobody waits longer than ten. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final String bootstrap;
    private final Admin admin;

    private Cluster(String bootstrap, Admin admin) {
        this.bootstrap = bootstrap;
        this.admin = admin;
    }

    /** Fails with a sentence that names the address and the remedy if no broker answers. */
    static Cluster connect(String bootstrap, Map<String, String> properties) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3 * (int) PATIENCE.toMillis());
        settings.putAll(properties);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        Admin admin;
        try {
            admin = Admin.create(settings);
        } catch (KafkaException e) {
            throw Failure.failed("cannot connect to the Kafka brokers at " + bootstrap + "; check --bootstrap", e);
        }
        Cluster cluster = new Cluster(bootstrap, admin);
        try {
            cluster.requireAnswer();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void requireAnswer() {
        try {
            await(admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) PATIENCE.toMillis()))
                    .clusterId());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TimeoutException
                    ? Failure.failed("no Kafka broker answers at " + bootstrap + " within " + PATIENCE.toSeconds()
                            + " s; check --bootstrap, that the broker runs, and security.protocol")
                    : Failure.failed(
                            "the Kafka broker at " + bootstrap
                                    + " does not let us in; check security.protocol, sasl.mechanism, sasl.jaas.config"
                                    + " and ssl.truststore.location",
                            e);
        }
    }

    /** Those of the topics that exist. */
    Map<String, TopicDescription> topics(Collection<String> names) {
        Map<String, TopicDescription> existing = new HashMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, description) -> {
            try {
                existing.put(name, await(description));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw Failure.failed(
                            "cannot describe topic " + name + " at " + bootstrap
                                    + (e.getCause() instanceof AuthorizationException
                                            ? "; topics describe --acls prints who needs which rights"
                                            : ""),
                            e);
                }
            }
        });
        return existing;
    }

    /** Settings of topics that exist. */
    Map<String, Config> settings(Collection<String> names) {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        try {
            Map<String, Config> settings = new HashMap<>();
            await(admin.describeConfigs(resources).all())
                    .forEach((resource, config) -> settings.put(resource.name(), config));
            return settings;
        } catch (ExecutionException e) {
            throw Failure.failed("cannot read the settings of topics at " + bootstrap, e);
        }
    }

    /** Creates a topic; false if somebody else was faster. */
    boolean create(NewTopic topic) {
        CreateTopicsResult result = admin.createTopics(List.of(topic));
        try {
            await(result.all());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw Failure.failed("cannot create topic " + topic.name() + " at " + bootstrap, e);
        }
    }

    private static <T> T await(KafkaFuture<T> answer) throws ExecutionException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("interrupted");
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
