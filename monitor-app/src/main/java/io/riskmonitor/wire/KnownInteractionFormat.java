package io.riskmonitor.wire;

import io.riskmonitor.interaction.KnownInteraction;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.KnownInteraction.Earlier;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.interaction.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** What is remembered of an interaction. Version 4 did not know when a verdict was last said, nor what it said before. */
final class KnownInteractionFormat extends BinaryFormat<KnownInteraction> {

    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final Source[] SOURCES = Source.values();

    @Override
    byte version() {
        return 5;
    }

    @Override
    byte oldestVersion() {
        return 4;
    }

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
            write(counted.getKey(), counted.getValue(), out);
        }
        writeOptional(known.reference(), out);
        out.writeInt(known.doubted().size());
        for (Map.Entry<String, Instant> doubted : known.doubted().entrySet()) {
            out.writeString(doubted.getKey());
            out.writeLong(doubted.getValue().toEpochMilli());
        }
    }

    /** An id that its publisher did not give says evaluator and category already, so it is left out. */
    private static void write(String id, CountedVerdict counted, Encoder out) throws IOException {
        boolean given = !id.equals(Verdict.defaultId(counted.evaluator(), counted.category()));
        writeOptional(given ? id : null, out);
        out.writeString(counted.category().name());
        out.writeString(counted.evaluator());
        writeOptional(counted.evaluatorVersion(), out);
        out.writeInt(counted.source().ordinal());
        out.writeInt(counted.outcome().ordinal());
        out.writeLong(counted.judgedAt().toEpochMilli());
        out.writeLong(counted.saidAt().toEpochMilli() - counted.judgedAt().toEpochMilli());
        writeOptional(counted.confidence(), out);
        out.writeInt(counted.earlier().size());
        for (Earlier said : counted.earlier()) {
            out.writeInt(said.outcome().ordinal());
            out.writeLong(said.until().toEpochMilli() - counted.judgedAt().toEpochMilli());
        }
    }

    @Override
    KnownInteraction read(Decoder in) throws IOException {
        return read(version(), in);
    }

    @Override
    KnownInteraction read(byte version, Decoder in) throws IOException {
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
            readCounted(version, in, counted);
        }
        @Nullable String reference = readOptional(in);
        int doubtedCount = in.readInt();
        Map<String, Instant> doubted = new HashMap<>(doubtedCount);
        for (int i = 0; i < doubtedCount; i++) {
            doubted.put(in.readString(), Instant.ofEpochMilli(in.readLong()));
        }
        return new KnownInteraction(application, conversationId, release, segments, counted, reference, doubted);
    }

    private static void readCounted(byte format, Decoder in, Map<String, CountedVerdict> counted) throws IOException {
        @Nullable String id = readOptional(in);
        RiskCategory category = RiskCategory.valueOf(in.readString());
        String evaluator = in.readString();
        @Nullable String version = readOptional(in);
        Source source = SOURCES[in.readInt()];
        Outcome outcome = OUTCOMES[in.readInt()];
        Instant judgedAt = Instant.ofEpochMilli(in.readLong());
        Instant saidAt = format == 4 ? judgedAt : judgedAt.plusMillis(in.readLong());
        @Nullable Double confidence = readOptionalDouble(in);
        int earlierCount = format == 4 ? 0 : in.readInt();
        List<Earlier> earlier = new ArrayList<>(earlierCount);
        for (int i = 0; i < earlierCount; i++) {
            earlier.add(new Earlier(OUTCOMES[in.readInt()], judgedAt.plusMillis(in.readLong())));
        }
        counted.put(
                id != null ? id : Verdict.defaultId(evaluator, category),
                new CountedVerdict(
                        outcome, judgedAt, saidAt, category, evaluator, version, source, confidence, earlier));
    }
}
