package io.riskmonitor.containers;

import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Apicurio Registry, which speaks the Confluent Schema Registry's API. Keeps its schemas in memory. */
public final class RegistryContainer extends GenericContainer<RegistryContainer> {

    private static final int PORT = 8080;

    private static final String CONFLUENT_API = "/apis/ccompat/v7";

    public RegistryContainer() {
        super(Images.REGISTRY);
        withImagePullPolicy(image -> false);
        withExposedPorts(PORT);
        waitingFor(Wait.forHttp(CONFLUENT_API + "/subjects").withStartupTimeout(Duration.ofMinutes(2)));
    }

    /** The same for other containers of a network where it is called registry. */
    String urlInside() {
        return "http://registry:" + PORT + CONFLUENT_API;
    }

    /** What clients take as {@code schema.registry.url}. */
    public String url() {
        return "http://" + getHost() + ":" + getMappedPort(PORT) + CONFLUENT_API;
    }
}
