package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

/** Against Avro's own encoder. */
class RecordDecoderTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final BinaryEncoder avro = EncoderFactory.get().binaryEncoder(bytes, null);

    @Test
    void everyNumberIsReadAsItWasWritten() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            bytes.reset();
            long whole = random.nextLong() >> random.nextInt(64);
            avro.writeLong(whole);
            avro.writeInt((int) whole);
            avro.writeDouble(Double.longBitsToDouble(whole));
            avro.writeFloat(Float.intBitsToFloat((int) whole));
            avro.writeBoolean(i % 2 == 0);
            RecordDecoder decoder = decoder();

            assertThat(decoder.readLong()).isEqualTo(whole);
            assertThat(decoder.readInt()).isEqualTo((int) whole);
            assertThat(decoder.readDouble()).isEqualTo((Double) Double.longBitsToDouble(whole));
            assertThat(decoder.readFloat()).isEqualTo((Float) Float.intBitsToFloat((int) whole));
            assertThat(decoder.readBoolean()).isEqualTo(i % 2 == 0);
        }
        for (long edge : new long[] {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            bytes.reset();
            avro.writeLong(edge);
            avro.writeInt((int) edge);
            RecordDecoder decoder = decoder();
            assertThat(decoder.readLong()).isEqualTo(edge);
            assertThat(decoder.readInt()).isEqualTo((int) edge);
        }
    }

    @Test
    void textsAndBytesAreReadAndSkipped() throws IOException {
        avro.writeString("skipped");
        avro.writeString("grün");
        avro.writeString(new Utf8("grüner"));
        avro.writeBytes(new byte[] {1, 2});
        avro.writeBytes(new byte[] {3});
        avro.writeFixed(new byte[] {4, 5, 6});
        RecordDecoder decoder = decoder();

        decoder.skipString();
        assertThat(decoder.readString()).isEqualTo("grün");
        assertThat((Object) decoder.readString(null)).isEqualTo(new Utf8("grüner"));
        decoder.skipBytes();
        assertThat(decoder.readBytes(null)).isEqualTo(ByteBuffer.wrap(new byte[] {3}));
        decoder.skipFixed(1);
        byte[] rest = new byte[2];
        decoder.readFixed(rest, 0, 2);
        assertThat(rest).containsExactly(5, 6);
    }

    @Test
    void blocksThatSayHowLongTheyAreAreReadAndSkipped() throws IOException {
        for (int i = 0; i < 2; i++) {
            avro.writeLong(-2); // two entries
            avro.writeLong(2); // in two bytes
            avro.writeInt(7);
            avro.writeInt(8);
            avro.writeLong(0);
        }
        RecordDecoder decoder = decoder();

        assertThat(decoder.skipArray()).isZero();
        assertThat(decoder.readArrayStart()).isEqualTo(2);
        assertThat(decoder.readInt()).isEqualTo(7);
        assertThat(decoder.readInt()).isEqualTo(8);
        assertThat(decoder.arrayNext()).isZero();
    }

    @Test
    void noLengthIsBelievedThatTheRecordHasNoRoomFor() throws IOException {
        for (long length : new long[] {4, 1L << 31, 1L << 62, -1, Long.MIN_VALUE}) {
            bytes.reset();
            avro.writeLong(length);
            avro.writeFixed(new byte[3]);
            assertThatThrownBy(() -> decoder().readString())
                    .isInstanceOf(AvroRuntimeException.class)
                    .hasMessage("a length of " + length + " where 3 bytes are left");
            assertThatThrownBy(() -> decoder().readString(null)).isInstanceOf(AvroRuntimeException.class);
            assertThatThrownBy(() -> decoder().readBytes(null)).isInstanceOf(AvroRuntimeException.class);
            assertThatThrownBy(() -> decoder().skipBytes()).isInstanceOf(AvroRuntimeException.class);
            if (length != -1) { // one entry
                assertThatThrownBy(() -> decoder().readArrayStart()).isInstanceOf(AvroRuntimeException.class);
                assertThatThrownBy(() -> decoder().readMapStart()).isInstanceOf(AvroRuntimeException.class);
            }
        }
        assertThatThrownBy(() -> new RecordDecoder(new byte[3], 0).readDouble()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> new RecordDecoder(new byte[0], 0).readBoolean())
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aNumberThatDoesNotEndIsNone() {
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xff);
        assertThatThrownBy(() -> new RecordDecoder(endless, 0).readLong())
                .isInstanceOf(InvalidNumberEncodingException.class);
        assertThatThrownBy(() -> new RecordDecoder(endless, 0).readInt())
                .isInstanceOf(InvalidNumberEncodingException.class);
    }

    @Test
    void whatStandsBeforeTheRecordIsNotRead() throws IOException {
        byte[] record = "..\u0006abc".getBytes(StandardCharsets.UTF_8);
        assertThat(new RecordDecoder(record, 2).readString()).isEqualTo("abc");
    }

    private RecordDecoder decoder() {
        try {
            avro.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new RecordDecoder(bytes.toByteArray(), 0);
    }
}
