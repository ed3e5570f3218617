package io.riskmonitor.wire;

import io.riskmonitor.judge.RuleMemory;
import io.riskmonitor.rule.RuleKind;
import io.riskmonitor.rule.RuleKinds;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.rule.StateInput;
import io.riskmonitor.rule.StateOutput;
import io.riskmonitor.segment.Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** What is remembered of one rule in one scope. What the rule itself knows is laid out by its kind. */
final class RuleMemoryFormat extends BinaryFormat<RuleMemory> {

    private static final byte VERSION = 2;

    @Override
    byte version() {
        return VERSION;
    }

    /** Version 1 did not know when the rule was asked last. */
    @Override
    byte oldestVersion() {
        return 1;
    }

    @Override
    void write(RuleMemory memory, Encoder out) throws IOException {
        writeOptional(memory.touched(), out);
        out.writeString(memory.kind());
        out.writeString(memory.basis());
        out.writeInt(memory.published().size());
        for (Map.Entry<Group, RuleMemory.Said> said : memory.published().entrySet()) {
            SeriesFormat.write(said.getKey(), out);
            out.writeString(said.getValue().outcome().name());
            out.writeLong(said.getValue().at().toEpochMilli());
        }
        memory.watch().write(new Output(out));
    }

    @Override
    RuleMemory read(Decoder in) throws IOException {
        return read(VERSION, in);
    }

    @Override
    RuleMemory read(byte version, Decoder in) throws IOException {
        Instant touched = version == VERSION ? readOptionalInstant(in) : null;
        String kind = in.readString();
        String basis = in.readString();
        Map<Group, RuleMemory.Said> published = new TreeMap<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            published.put(
                    SeriesFormat.readGroup(in),
                    new RuleMemory.Said(RuleOutcome.valueOf(in.readString()), Instant.ofEpochMilli(in.readLong())));
        }
        RuleKind known = RuleKinds.named(kind)
                .orElseThrow(() -> new SerializationException(
                        "a rule of the kind " + kind + " was stored, which this program does not know"));
        return new RuleMemory(kind, basis, known.memory().read(new Input(in)), published, touched);
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    private static <T> T unchecked(Step<T> step) {
        try {
            return step.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Put {
        void put() throws IOException;
    }

    private record Output(Encoder out) implements StateOutput {

        private static void unchecked(Put put) {
            try {
                put.put();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void flag(boolean value) {
            unchecked(() -> out.writeBoolean(value));
        }

        @Override
        public void whole(long value) {
            unchecked(() -> out.writeLong(value));
        }

        @Override
        public void number(double value) {
            unchecked(() -> out.writeDouble(value));
        }

        @Override
        public void text(@Nullable String value) {
            unchecked(() -> writeOptional(value, out));
        }
    }

    private record Input(Decoder in) implements StateInput {

        @Override
        public boolean flag() {
            return unchecked(in::readBoolean);
        }

        @Override
        public long whole() {
            return unchecked(in::readLong);
        }

        @Override
        public double number() {
            return unchecked(in::readDouble);
        }

        @Override
        public @Nullable String text() {
            try {
                return readOptional(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
