package io.riskmonitor.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Layout of a value that only the monitor reads: its state and its internal topics. One byte of format version, then
 * Avro's primitives, so that a later version can read what an earlier one stored.
 */
abstract class BinaryFormat<T> {

    /** Kafka Streams shares serdes between its threads, so what is used again belongs to the thread. */
    private record Scratch(ByteArrayOutputStream buffer, BinaryEncoder encoder) {

        static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(() -> {
            ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);
            return new Scratch(buffer, EncoderFactory.get().binaryEncoder(buffer, null));
        });
    }

    /** Version of the layout that is written, from 1 on. */
    byte version() {
        return 1;
    }

    /** Oldest version that is still read. One format or the other has to read what the program before this one stored. */
    byte oldestVersion() {
        return version();
    }

    abstract void write(T value, Encoder out) throws IOException;

    /** Reads the current version. */
    abstract T read(Decoder in) throws IOException;

    /** Reads a version from {@link #oldestVersion} on. */
    T read(byte version, Decoder in) throws IOException {
        return read(in);
    }

    final Serde<T> serde() {
        return Serdes.serdeFrom(serializer(), deserializer());
    }

    final Serializer<T> serializer() {
        return (topic, value) -> value == null ? null : encode(value);
    }

    private byte[] encode(T value) {
        try {
            Scratch scratch = Scratch.OF_THREAD.get();
            scratch.buffer.reset();
            scratch.buffer.write(version());
            write(value, scratch.encoder);
            scratch.encoder.flush();
            return scratch.buffer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final Deserializer<T> deserializer() {
        return (topic, bytes) -> bytes == null ? null : decode(bytes);
    }

    final T decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] < oldestVersion() || bytes[0] > version()) {
            throw unreadable(bytes);
        }
        try {
            BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null);
            T value = read(bytes[0], in);
            if (in.isEnd()) {
                return value;
            }
        } catch (IOException e) {
            throw new SerializationException(damaged(bytes), e);
        }
        throw new SerializationException(damaged(bytes));
    }

    private String damaged(byte[] bytes) {
        return getClass().getSimpleName() + ": what is stored in format version " + bytes[0]
                + " is damaged; reset the state (docs/state.md, Upgrades)";
    }

    private SerializationException unreadable(byte[] bytes) {
        String found = bytes.length == 0 ? "nothing" : "format version " + bytes[0];
        String reads = oldestVersion() == version() ? "" + version() : oldestVersion() + " to " + version();
        String remedy = bytes.length == 0 || bytes[0] > version() || bytes[0] < 1
                ? "a newer program has stored it, or something else: run that one, or reset the state"
                : "a program that still reads it has to run first, or the state has to be reset";
        return new SerializationException(getClass().getSimpleName() + ": found " + found + ", this program reads "
                + reads + "; " + remedy + " (docs/state.md, Upgrades)");
    }

    static void writeOptional(@Nullable String text, Encoder out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeString(text);
        }
    }

    static @Nullable String readOptional(Decoder in) throws IOException {
        return in.readBoolean() ? in.readString() : null;
    }

    static void writeOptional(@Nullable Double number, Encoder out) throws IOException {
        out.writeBoolean(number != null);
        if (number != null) {
            out.writeDouble(number);
        }
    }

    static @Nullable Double readOptionalDouble(Decoder in) throws IOException {
        return in.readBoolean() ? in.readDouble() : null;
    }

    static void write(Instant time, Encoder out) throws IOException {
        out.writeLong(time.toEpochMilli());
    }

    static Instant readInstant(Decoder in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }

    static void writeOptional(@Nullable Instant time, Encoder out) throws IOException {
        out.writeBoolean(time != null);
        if (time != null) {
            write(time, out);
        }
    }

    static @Nullable Instant readOptionalInstant(Decoder in) throws IOException {
        return in.readBoolean() ? readInstant(in) : null;
    }

    static void writeStrings(Collection<String> texts, Encoder out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            out.writeString(text);
        }
    }

    static List<String> readStrings(Decoder in) throws IOException {
        int size = in.readInt();
        List<String> texts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            texts.add(in.readString());
        }
        return texts;
    }
}
