package io.riskmonitor.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.riskmonitor.config.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the cluster is and how to log in to it: the same options on every command that needs one. */
final class ClusterOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--bootstrap",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Kafka brokers to ask first, separated by commas.")
    private String bootstrap;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description = "Setting of the Kafka and registry clients, for instance security.protocol=SSL; repeatable.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--properties",
            paramLabel = "FILE",
            description = "Such settings from a file: the place for passwords. --property overrides it.")
    private @Nullable Path propertiesFile;

    @Option(
            names = "--topic-prefix",
            defaultValue = "",
            paramLabel = "PREFIX",
            description = "What all names of topics begin with, for instance prod.; default: nothing.")
    private String topicPrefix;

    String bootstrap() {
        return bootstrap;
    }

    Topics topics() {
        return new Topics(topicPrefix);
    }

    /** The file that settings of the clients come from, if any. */
    @Nullable
    Path propertiesFile() {
        return propertiesFile;
    }

    /** What was set for the clients. */
    Map<String, String> properties() {
        Map<String, String> all = new LinkedHashMap<>();
        if (propertiesFile != null) {
            Properties fromFile = new Properties();
            try (Reader reader = Files.newBufferedReader(propertiesFile)) {
                fromFile.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw Failure.wrongInput("cannot read " + propertiesFile + ": " + Failure.reason(e));
            }
            fromFile.stringPropertyNames().forEach(key -> all.put(key, fromFile.getProperty(key)));
        }
        all.putAll(properties);
        return all;
    }

    /** Of a Kafka client. */
    Map<String, String> clientSettings() {
        Map<String, String> settings = properties();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return settings;
    }

    /** Of a registry client. */
    Map<String, String> registrySettings(String registry) {
        Map<String, String> settings = properties();
        settings.put(AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG, registry);
        return settings;
    }

    /** For commands that end: what goes wrong is said once, in a sentence, and not by the clients without end. */
    Cluster connect() {
        if (!bootstrap.matches("[^,]+:\\d+(,[^,]+:\\d+)*")) {
            throw Failure.wrongInput("--bootstrap must be HOST:PORT, got " + bootstrap);
        }
        if (!RiskMonitor.isVerbose(command)) {
            for (String clients : List.of("org.apache.kafka", "io.confluent")) {
                ((Logger) LoggerFactory.getLogger(clients)).setLevel(Level.OFF);
            }
        }
        return Cluster.connect(bootstrap, properties());
    }
}
