package io.riskmonitor.wire;

import static io.riskmonitor.scenario.Event.interaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import io.riskmonitor.config.Topics;
import io.riskmonitor.health.Trouble;
import io.riskmonitor.health.Waits;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.schema.Interaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RegistryOutageTest {

    private static final Topics TOPICS = Topics.DEFAULT;
    private static final int KNOWN = 7;

    private final Queue<Integer> troubles = new ArrayDeque<>();
    private final Waits waits = new Waits(InstantSource.system());
    private List<Trouble> saidMeanwhile = List.of();
    private HttpServer registry;

    /** Knows one schema, once it has answered with every trouble. */
    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            Integer trouble = troubles.poll();
            saidMeanwhile = waits.reasons();
            boolean known = exchange.getRequestURI().getPath().equals("/schemas/ids/" + KNOWN);
            int status = trouble != null ? trouble : known ? 200 : 404;
            var body = JsonNodeFactory.instance.objectNode();
            if (status == 200) {
                body.put("schema", Interaction.getClassSchema().toString());
            } else {
                body.put("error_code", status == 404 ? 40403 : status).put("message", "trouble");
            }
            byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void anEventIsReadOnceTheRegistryAnswersAgain() {
        troubles.add(503);
        troubles.add(500);

        Received received = read(KNOWN, () -> false);
        assertThat(saidMeanwhile).containsExactly(RegistryTrouble.WAIT);
        assertThat(waits.reasons()).isEmpty();

        assertThat(received.refusal()).isNull();
        assertThat(received.accepted())
                .isInstanceOfSatisfying(
                        io.riskmonitor.interaction.Interaction.class,
                        event -> assertThat(event.interactionId()).isEqualTo("i-1"));
        assertThat(troubles).isEmpty();
    }

    @Test
    void whoMayNotAskWaitsToo() {
        troubles.add(401);
        troubles.add(403);

        assertThat(read(KNOWN, () -> false).refusal()).isNull();
    }

    @Test
    void aSchemaThatTheRegistryDoesNotKnowIsNoOutage() {
        assertThat(read(8, () -> false).refusal())
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(RefusalReason.UNDECODABLE));
    }

    @Test
    void nothingIsRefusedWhenTheProgramStopsDuringAnOutage() {
        registry.stop(0);

        assertThatThrownBy(() -> read(KNOWN, () -> true))
                .isInstanceOf(SerializationException.class)
                .matches(RegistryTrouble::isCauseOf);
    }

    private Received read(int schemaId, BooleanSupplier stopping) {
        Map<String, Object> settings = Map.of(
                "schema.registry.url",
                "http://localhost:" + registry.getAddress().getPort(),
                "max.retries",
                0);
        return new Wire(settings, TOPICS, 1_000_000, stopping, waits)
                .received()
                .deserializer()
                .deserialize(TOPICS.interactions(), record(schemaId));
    }

    private static byte[] record(int schemaId) {
        try {
            Interaction event = (Interaction) interaction("i-1").value();
            ByteBuffer avro = event.toByteBuffer().position(10); // after the header of another wire format
            return ByteBuffer.allocate(5 + avro.remaining())
                    .put((byte) 0)
                    .putInt(schemaId)
                    .put(avro)
                    .array();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
