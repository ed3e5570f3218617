package io.riskmonitor.cli;

import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.Topics;
import io.riskmonitor.wire.PolicyFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes checked policies. */
final class PolicyPublisher {

    private PolicyPublisher() {}

    /** To the topic where the monitor checks them once more and takes them over while it runs. */
    static void publish(
            List<DeclaredPolicy> policies, Topics topics, Map<String, String> kafka, Map<String, String> registry) {
        publish(policies, List.of(topics.policies()), kafka, registry);
    }

    /** Also to where instances look when they start, so that the first event already finds them. */
    static void publishBeforeStart(
            List<DeclaredPolicy> policies, Topics topics, Map<String, String> kafka, Map<String, String> registry) {
        publish(policies, List.of(topics.policies(), topics.acceptedPolicies()), kafka, registry);
    }

    private static void publish(
            List<DeclaredPolicy> policies,
            List<String> topics,
            Map<String, String> kafka,
            Map<String, String> registry) {
        List<Future<?>> sent = new ArrayList<>();
        try (Producer<String, Object> producer = AvroProducer.connect(kafka, registry)) {
            for (DeclaredPolicy policy : policies) {
                for (String topic : topics) {
                    String application = policy.policy().application();
                    sent.add(producer.send(new ProducerRecord<>(topic, application, PolicyFormat.avro(policy.tree()))));
                }
            }
            producer.flush();
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (ExecutionException e) {
            throw Failure.failed("cannot publish the policies", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("interrupted while publishing the policies");
        }
    }
}
