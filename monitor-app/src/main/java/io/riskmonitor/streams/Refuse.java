package io.riskmonitor.streams;

import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.Received;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Turns a refused record into what the refusals topic carries: the bytes as received, and headers that say why. */
final class Refuse extends ContextualProcessor<byte[], Received, byte[], byte[]> {

    /** Longest detail, in characters: what is wrong with a large policy could be longer than a record may be. */
    private static final int MAX_DETAIL = 2_000;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    @Override
    public void process(Record<byte[], Received> record) {
        Received received = record.value();
        Refusal refusal = Objects.requireNonNull(received.refusal());
        Origin origin = Objects.requireNonNull(received.origin());
        Headers headers = new RecordHeaders(record.headers());
        put(headers, "risk.reason", refusal.reason().name());
        put(headers, "risk.detail", printable(refusal.detail()));
        put(headers, "risk.topic", origin.topic());
        put(headers, "risk.partition", Integer.toString(origin.partition()));
        put(headers, "risk.offset", Long.toString(origin.offset()));
        context().forward(new Record<>(received.key(), received.value(), record.timestamp(), headers));
    }

    /** What comes from others may have any length, and control characters, which terminals obey. */
    private static String printable(String detail) {
        String start = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
        return CONTROL.matcher(start).replaceAll("?");
    }

    /** A refused record that comes back must not carry two reasons. */
    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
