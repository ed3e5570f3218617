package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.SystemLimitException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroReaderTest {

    private static final String LIMITS = "org.apache.avro.limits.";

    private final Map<Object, Object> before = new HashMap<>();

    @BeforeEach
    void withoutLimits() {
        before.putAll(System.getProperties());
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith(LIMITS));
    }

    @AfterEach
    void restore() {
        System.getProperties().putAll(before);
    }

    /** In classes of their own, since Avro reads its limits when its class is loaded. */
    @ParameterizedTest
    @ValueSource(strings = {"checkMaxBytesLength", "checkMaxStringLength", "checkMaxCollectionLength"})
    void whoeverReadsAvroDoesNotBelieveEveryLength(String check) throws Exception {
        URL[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> url(Path.of(entry).toUri()))
                .toArray(URL[]::new);
        try (URLClassLoader fresh = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Class.forName("io.riskmonitor.wire.AvroReader", true, fresh);
            Class<?> limits = fresh.loadClass(SystemLimitException.class.getName());

            assertThatThrownBy(() -> limits.getMethod(check, long.class).invoke(null, 200_000_000L))
                    .rootCause()
                    .hasMessageContaining("200000000");
        }
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
