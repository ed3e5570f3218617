package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryTest {

    @Test
    void aRegistryThatIsNotThereIsNamedWithItsRemedy() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Registry.requireAnswer("http://localhost:1", Map.of(), "s"))
                .withMessageContaining("http://localhost:1")
                .withMessageContaining("--registry");
    }

    @Test
    void anAddressThatIsNoneIsInvalidInput() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Registry.requireAnswer("localhost", Map.of(), "s"))
                .withMessageContaining("--registry localhost is not an address")
                .matches(failure -> failure.exitCode() == 2);
    }

    @Test
    void aSubjectThatIsNotThereIsAnAnswer() {
        assertThatCode(() -> askingARegistryThatSays(404)).doesNotThrowAnyException();
        assertThatCode(() -> Registry.requireAnswer("mock://registry", Map.of(), "s"))
                .doesNotThrowAnyException();
    }

    @Test
    void aRegistryThatDoesNotLetUsInNamesTheSetting() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> askingARegistryThatSays(401))
                .withMessageContaining("basic.auth.user.info");
    }

    @Test
    void aPasswordInTheAddressIsRefusedAndNotRepeated() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Registry.requireAnswer("https://a:secret@localhost:1", Map.of(), "s"))
                .withMessageContaining("basic.auth.user.info")
                .withMessageNotContaining("secret");
    }

    @Test
    void aServiceWaitsForARegistryThatIsNotThereYet() {
        assertThatCode(() -> Registry.requireAccess(Map.of("schema.registry.url", "http://localhost:1"), "s"))
                .doesNotThrowAnyException();
    }

    @Test
    void aRegistryInTroubleIsAFailure() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> askingARegistryThatSays(503))
                .withMessageContaining("in trouble");
    }

    private static void askingARegistryThatSays(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            Registry.requireAnswer("http://localhost:" + server.getAddress().getPort(), Map.of(), "s");
        } finally {
            server.stop(0);
        }
    }
}
