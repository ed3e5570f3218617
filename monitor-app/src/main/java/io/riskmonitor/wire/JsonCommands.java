package io.riskmonitor.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Reads commands from JSON, and checks them as the monitor does when it reads their topic.
 *
 * <p>Without {@code commandId} a command gets a random one, without {@code at} it is given now. {@code for}, an ISO 8601
 * duration, may stand instead of {@code until} and counts from {@code at}.
 */
public final class JsonCommands {

    private static final JsonMapper JSON = JsonMapper.builder()
            // of two values one would be dropped silently
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Schema SCHEMA = Command.getClassSchema();
    private static final String FOR = "for";
    private static final String UNTIL = "until";
    private static final List<String> ANSWER = List.of("by", "reason", "commandId");
    private static final List<String> SILENCE = List.of("by", "reason", "commandId", UNTIL, FOR);
    private static final List<String> ANY = Stream.concat(
                    SCHEMA.getFields().stream().map(Schema.Field::name), Stream.of(FOR))
            .toList();

    private final List<String> problems = new ArrayList<>();
    private final Set<String> malformed = new HashSet<>();
    private final Command command = new Command();

    private JsonCommands(Instant now) {
        SCHEMA.getFields().stream()
                .filter(Schema.Field::hasDefaultValue)
                .forEach(field -> command.put(field.pos(), SpecificData.get().getDefaultValue(field)));
        set("commandId", UUID.randomUUID().toString());
        set("at", Instant.ofEpochMilli(now.toEpochMilli()));
    }

    /** Any command. */
    public static JsonCommand read(byte[] json, Instant now) {
        return new JsonCommands(now).read(json, ANY);
    }

    /** An acknowledgement of one alert: {@code by}, {@code reason}. */
    public static JsonCommand acknowledge(String application, String alertId, byte[] json, Instant now) {
        return answer(CommandKind.ACKNOWLEDGE, application, alertId, json, now);
    }

    /** That one alert is over: {@code by}, {@code reason}. */
    public static JsonCommand close(String application, String alertId, byte[] json, Instant now) {
        return answer(CommandKind.CLOSE, application, alertId, json, now);
    }

    private static JsonCommand answer(CommandKind kind, String application, String alertId, byte[] json, Instant now) {
        JsonCommands reading = new JsonCommands(now).of(kind, application);
        reading.set("alertId", alertId);
        return reading.read(json, ANSWER);
    }

    /** A silence of one alert: {@code by}, {@code reason}, and {@code until} or {@code for}. */
    public static JsonCommand silence(String application, String alertId, byte[] json, Instant now) {
        JsonCommands reading = new JsonCommands(now).of(CommandKind.SILENCE, application);
        reading.set("matchers", Map.of("alertId", alertId));
        return reading.read(json, SILENCE);
    }

    private JsonCommands of(CommandKind kind, String application) {
        set("kind", kind);
        set("application", application);
        return this;
    }

    private JsonCommand read(byte[] json, List<String> keys) {
        try {
            return fields(object(json), keys).checked();
        } catch (Malformed e) {
            return new JsonCommand.Invalid(List.of(e.reason()));
        }
    }

    private static ObjectNode object(byte[] json) throws Malformed {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new Malformed("expected an object, got nothing");
            }
            JsonNode tree = parser.readValueAsTree();
            JsonAvro.requireObject(tree);
            if (parser.nextToken() != null) {
                throw new Malformed("a second value after the object");
            }
            return (ObjectNode) tree;
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new Malformed("invalid JSON" + place + ": " + JsonLines.withoutAdviceForProgrammers(e));
        } catch (IOException e) {
            // the bytes are in memory, so it is they that are wrong
            throw new Malformed("not UTF-8: " + e.getMessage());
        }
    }

    /** Takes over the fields that have the right form, and notes what is wrong with the others. */
    private JsonCommands fields(ObjectNode object, List<String> keys) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            try {
                field(entry.getKey(), entry.getValue(), keys);
            } catch (Malformed e) {
                problems.add(e.reason());
                malformed.add(entry.getKey());
            }
        }
        if (object.hasNonNull(FOR) && keys.contains(FOR)) {
            lasts(object);
        }
        return this;
    }

    private void field(String key, JsonNode value, List<String> keys) throws Malformed {
        if (!keys.contains(key)) {
            throw JsonAvro.unknownKey("", key, keys);
        }
        if (!value.isNull() && !key.equals(FOR)) {
            set(key, JsonAvro.value(SCHEMA.getField(key).schema(), value, key));
        }
    }

    private void set(String field, Object value) {
        command.put(SCHEMA.getField(field).pos(), value);
    }

    /** Reads how long it lasts, once it is known from when on. */
    private void lasts(ObjectNode object) {
        JsonNode length = object.path(FOR);
        if (object.hasNonNull(UNTIL)) {
            problems.add("for must not stand beside until");
            return;
        }
        try {
            if (length.isTextual()) {
                Instant until = command.getAt().plus(Duration.parse(length.textValue()));
                set(UNTIL, Instant.ofEpochMilli(until.toEpochMilli()));
                return;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // said below
        }
        problems.add(JsonAvro.expected("an ISO 8601 duration such as PT2H or P1D", length, FOR)
                .reason());
        malformed.add(UNTIL);
    }

    /** What the monitor would say to it. A field that is malformed is not missing. */
    private JsonCommand checked() {
        if (Commands.read(command) instanceof Refusal refusal) {
            Stream.of(refusal.detail().split("; "))
                    .filter(problem -> !malformed.contains(problem.split("[ .]", 2)[0]))
                    .forEach(problems::add);
        }
        return problems.isEmpty()
                ? new JsonCommand.Valid(
                        command.getCommandId(),
                        command.getApplication(),
                        command.getKind().name(),
                        command)
                : new JsonCommand.Invalid(List.copyOf(problems));
    }
}
