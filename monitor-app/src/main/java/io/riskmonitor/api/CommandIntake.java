package io.riskmonitor.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.riskmonitor.wire.JsonCommand;
import io.riskmonitor.wire.JsonCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes commands from whoever has the token, checks them, and sends them to their topic. */
public final class CommandIntake {

    /** What can be said to one alert, as its path ends. */
    static final Set<String> ANSWERS = Set.of("acknowledge", "close", "silence");

    /** Longest command. */
    static final int MAX_BYTES = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

    private final byte @Nullable [] token;
    private final Function<JsonCommand.Valid, Future<?>> sending;
    private final Duration patience;
    private final InstantSource clock;

    /**
     * @param token what callers have to know; null takes nothing
     * @param sending takes a command to its topic; done when the brokers have it
     * @param patience how long to wait for the brokers
     */
    public CommandIntake(
            @Nullable String token,
            Function<JsonCommand.Valid, Future<?>> sending,
            Duration patience,
            InstantSource clock) {
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.sending = sending;
        this.patience = patience;
        this.clock = clock;
    }

    /** Why this caller may say nothing; null for one who may. */
    @Nullable
    Answer refusal(Headers request) {
        if (token == null) {
            return Answer.problem(
                    403,
                    "Forbidden",
                    "Nobody may send commands here: http.token is to be set in the settings, or --http-token of local.");
        }
        boolean known = Bearer.hasToken(request.getFirst("Authorization"), token);
        return known
                ? null
                : Answer.problem(401, "Unauthorized", "Authorization: Bearer and the token of http.token is required.")
                        .with("WWW-Authenticate", "Bearer");
    }

    /** Any command, in the form of its topic. */
    Answer command(HttpExchange exchange) {
        return take(exchange, JsonCommands::read);
    }

    /** One of {@link #ANSWERS} to one alert. */
    Answer answer(HttpExchange exchange, String verb, ObjectNode alert) {
        String application = alert.path("application").asText();
        String alertId = alert.path("alertId").asText();
        return switch (verb) {
            case "acknowledge" ->
                take(exchange, (json, now) -> JsonCommands.acknowledge(application, alertId, json, now));
            case "close" -> take(exchange, (json, now) -> JsonCommands.close(application, alertId, json, now));
            case "silence" -> take(exchange, (json, now) -> JsonCommands.silence(application, alertId, json, now));
            default -> throw new IllegalArgumentException("nothing is said to alerts so: " + verb);
        };
    }

    private interface Reader {
        JsonCommand read(byte[] json, Instant now);
    }

    private Answer take(HttpExchange exchange, Reader reader) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            return Answer.problem(415, "Unsupported Media Type", "Content-Type must be application/json.");
        }
        byte[] body;
        try {
            body = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            return Answer.problem(400, "Bad Request", "The body breaks off.");
        }
        if (body.length > MAX_BYTES) {
            return Answer.problem(413, "Content Too Large", "A command has at most " + MAX_BYTES + " bytes.");
        }
        JsonCommand command = reader.read(body, clock.instant());
        return command instanceof JsonCommand.Valid valid
                ? send(valid)
                : Answer.problem(400, "Bad Request", String.join("; ", ((JsonCommand.Invalid) command).problems()));
    }

    private Answer send(JsonCommand.Valid command) {
        try {
            sending.apply(command).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn("command not sent kind={}", command.kind(), e);
            return Answer.unavailable(
                    "The brokers have not confirmed the command, though it may come to them still. Try"
                            + " again with commandId " + command.commandId() + ": it is obeyed once.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.unavailable("This instance is shutting down.");
        }
        return Answer.json(JsonNodeFactory.instance
                        .objectNode()
                        .put("commandId", command.commandId())
                        .put("application", command.application())
                        .put("kind", command.kind()))
                .as(202);
    }
}
