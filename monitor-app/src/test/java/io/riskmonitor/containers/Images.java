package io.riskmonitor.containers;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;

/** The images of the container tests: made by {@code .ci/containers/up}, or named in the environment. */
final class Images {

    /** Of the version of our clients. */
    static final String KAFKA = fromEnvironment("TEST_KAFKA_IMAGE", "local/kafka:" + AppInfoParser.getVersion());

    static final String REGISTRY = fromEnvironment("TEST_REGISTRY_IMAGE", "local/apicurio-registry:3.0.9");

    /** What the image of the monitor is built upon. */
    static final String JRE = fromEnvironment("TEST_JRE_IMAGE", "local/jre:17");

    private Images() {}

    static List<String> missing() {
        return missing(List.of(KAFKA, REGISTRY, JRE));
    }

    static List<String> missing(List<String> images) {
        return images.stream().filter(image -> !isThere(image)).toList();
    }

    private static boolean isThere(String image) {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static String fromEnvironment(String name, String otherwise) {
        return Objects.requireNonNullElse(System.getenv(name), otherwise);
    }
}
