package io.riskmonitor.cli;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import java.io.IOException;
import java.net.MalformedURLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a schema registry answers, asked once before the serializers ask it for every record. */
final class Registry {

    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);
    private static final int PATIENCE_MS = 8_000;

    private Registry() {}

    /**
     * Fails with a sentence that names the address and the remedy if the registry does not answer.
     *
     * @param subject one that we are going to use; it need not exist
     */
    static void requireAnswer(String url, Map<String, String> properties, String subject) {
        try {
            ask(url, properties, subject);
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw Failure.wrongInput("--registry " + url + " is not an address: " + Failure.reason(e));
        } catch (RestClientException e) {
            throw Failure.failed("the schema registry at " + url + " is in trouble", e);
        } catch (IOException e) {
            throw Failure.failed("no schema registry answers at " + url + "; check --registry and that it runs", e);
        }
    }

    /**
     * Fails with a sentence that names the remedy if the registry refuses us, or we do not trust it. One that is not there
     * yet is waited for later.
     *
     * @param settings with {@code schema.registry.url}
     * @param subject one that we are going to use; it need not exist
     */
    static void requireAccess(Map<String, String> settings, String subject) {
        String url = settings.getOrDefault(AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG, "");
        try {
            ask(url, settings, subject);
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw Failure.wrongInput("schemaRegistry.url " + url + " is not an address: " + Failure.reason(e));
        } catch (IOException | RestClientException e) {
            LOG.warn("The schema registry does not answer yet, url={}, cause={}", url, Failure.reason(e));
        }
    }

    /** Returns if it answers, whether it knows the subject or not. */
    private static void ask(String url, Map<String, String> properties, String subject)
            throws IOException, RestClientException {
        if (url.matches(".*//[^/,]*@.*")) {
            throw Failure.wrongInput("the address of the schema registry has a user or a password in it, which would"
                    + " be seen in logs; set basic.auth.credentials.source=USER_INFO and basic.auth.user.info");
        }
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
                throw e;
            }
            // an answer: the subject is not there yet
        } catch (SSLHandshakeException e) {
            throw Failure.failed(
                    "there is no trust between us and the schema registry at " + url
                            + "; check schema.registry.ssl.truststore.location and schema.registry.ssl.keystore.location",
                    e);
        }
    }
}
