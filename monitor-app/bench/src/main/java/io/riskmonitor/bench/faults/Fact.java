package io.riskmonitor.bench.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.riskmonitor.wire.PlainJson;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Something that was published and must be the same whatever happens.
 *
 * @param identity by which one is told from another, and found again in another run
 * @param content all of it that does not depend on the clock
 */
public record Fact(Kind kind, String identity, String content) implements Comparable<Fact> {

    /** In the order of the table. */
    public enum Kind {
        ALERT,
        ESCALATION,
        REFUSAL,
        DIGEST,
        FINDING
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** Bytes of Confluent's wire format before the record: the id of a schema is another in another registry. */
    private static final int WIRE_HEADER = 5;

    /** One transition, with its proof. */
    static Fact alert(IndexedRecord alert) {
        ObjectNode json = PlainJson.of(alert);
        String identity = text(json, "at") + " " + text(json, "state") + " " + text(json, "alertKey") + " "
                + text(json, "alertId");
        return new Fact(Kind.ALERT, identity, inOrder(json));
    }

    /** Who is told of what, and why; when is a matter of the clock. */
    static Fact escalation(IndexedRecord escalation) {
        ObjectNode json = PlainJson.of(escalation);
        json.remove("at");
        json.remove("acknowledgeBy");
        if (json.get("deadline") instanceof ObjectNode deadline) {
            deadline.remove("awareAt");
            deadline.remove("dueAt");
        }
        String identity = text(json, "reason") + " level " + text(json, "level") + " of "
                + json.path("alert").path("alertKey").asText() + " " + text(json, "escalationId");
        return new Fact(Kind.ESCALATION, identity, inOrder(json));
    }

    /** Why, and what; not where it lay. */
    static Fact refusal(String prefix, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        String topic = header(headers, "risk.topic").substring(prefix.length());
        String identity = header(headers, "risk.reason") + " " + topic + " "
                + (key == null ? "without key" : new String(key, StandardCharsets.UTF_8)) + " "
                + (value == null ? "without value" : HexFormat.of().formatHex(value, from(value), value.length));
        return new Fact(Kind.REFUSAL, identity, header(headers, "risk.detail"));
    }

    /** The review of a week. */
    static Fact digest(IndexedRecord digest) {
        ObjectNode json = PlainJson.of(digest);
        return new Fact(Kind.DIGEST, text(json, "application") + " " + text(json, "week"), inOrder(json));
    }

    /** What one rule says of one group. */
    static Fact finding(IndexedRecord finding) {
        ObjectNode json = PlainJson.of(finding);
        String identity = Stream.of(
                        "at",
                        "application",
                        "rule",
                        "evaluator",
                        "category",
                        "dimension",
                        "group",
                        "release",
                        "outcome")
                .map(field -> text(json, field))
                .collect(Collectors.joining(" "));
        return new Fact(Kind.FINDING, identity, inOrder(json));
    }

    /** Maps have no order. */
    private static String inOrder(ObjectNode json) {
        try {
            return JSON.writeValueAsString(JSON.treeToValue(json, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int from(byte[] value) {
        return value.length >= WIRE_HEADER && value[0] == 0 ? WIRE_HEADER : 0;
    }

    private static String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String text(ObjectNode json, String field) {
        return json.path(field).asText();
    }

    @Override
    public int compareTo(Fact other) {
        int byKind = kind.compareTo(other.kind);
        int byIdentity = byKind != 0 ? byKind : identity.compareTo(other.identity);
        return byIdentity != 0 ? byIdentity : content.compareTo(other.content);
    }
}
