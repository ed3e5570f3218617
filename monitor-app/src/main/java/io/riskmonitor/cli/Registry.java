package io.riskmonitor.cli;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether a schema registry answers, asked once before the serializers ask it for every record. */
final class Registry {

    private static final int PATIENCE_MS = 8_000;

    private Registry() {}

    /**
     * Fails with a sentence that names the address and the remedy if the registry does not answer.
     *
     * @param subject one that we are going to use; it need not exist
     */
    static void requireAnswer(String url, Map<String, String> properties, String subject) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, PATIENCE_MS);
        settings.put(SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, PATIENCE_MS);
        settings.put(SchemaRegistryClientConfig.MAX_RETRIES_CONFIG, 0);
        settings.putAll(properties);
        try (SchemaRegistryClient client = SchemaRegistryClientFactory.newClient(
                List.of(url.split(",")), 1, List.of(new AvroSchemaProvider()), settings, Map.of())) {
            client.getLatestSchemaMetadata(subject);
        } catch (RestClientException e) {
            if (e.getStatus() == 401 || e.getStatus() == 403) {
                throw Failure.failed(
                        "the schema registry at " + url + " does not let us in; check basic.auth.credentials.source"
                                + " and basic.auth.user.info",
                        e);
            }
            if (e.getStatus() >= 500) {
                throw Failure.failed("the schema registry at " + url + " is in trouble", e);
            }
            // an answer: the subject is not there yet
        } catch (IOException e) {
            throw Failure.failed("no schema registry answers at " + url + "; check --registry and that it runs", e);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongInput("--registry " + url + " is not an address: " + Failure.reason(e));
        }
    }
}
