package io.riskmonitor.wire;

import io.riskmonitor.interaction.KnownInteraction;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** What is remembered of an interaction. */
final class KnownInteractionFormat extends BinaryFormat<KnownInteraction> {

    private static final Outcome[] OUTCOMES = Outcome.values();

    @Override
    void write(KnownInteraction known, Encoder out) throws IOException {
        out.writeString(known.application());
        writeOptional(known.conversationId(), out);
        writeOptional(known.release(), out);
        out.writeInt(known.segments().size());
        for (Map.Entry<String, String> segment : known.segments().entrySet()) {
            out.writeString(segment.getKey());
            out.writeString(segment.getValue());
        }
        out.writeInt(known.counted().size());
        for (Map.Entry<String, CountedVerdict> counted : known.counted().entrySet()) {
            out.writeString(counted.getKey());
            out.writeInt(counted.getValue().outcome().ordinal());
            out.writeLong(counted.getValue().judgedAt().toEpochMilli());
            writeOptional(counted.getValue().evaluatorVersion(), out);
        }
    }

    @Override
    KnownInteraction read(Decoder in) throws IOException {
        String application = in.readString();
        @Nullable String conversationId = readOptional(in);
        @Nullable String release = readOptional(in);
        int segmentCount = in.readInt();
        Map<String, String> segments = new HashMap<>();
        for (int i = 0; i < segmentCount; i++) {
            segments.put(in.readString(), in.readString());
        }
        int countedCount = in.readInt();
        Map<String, CountedVerdict> counted = new HashMap<>();
        for (int i = 0; i < countedCount; i++) {
            counted.put(
                    in.readString(),
                    new CountedVerdict(OUTCOMES[in.readInt()], Instant.ofEpochMilli(in.readLong()), readOptional(in)));
        }
        return new KnownInteraction(application, conversationId, release, segments, counted);
    }
}
