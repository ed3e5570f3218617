package io.riskmonitor.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro's binary encoding of one record that is in memory. It believes no length that the record has no room for:
 * Avro's own decoder asks for the memory first, up to 100 MB for a text that is said to be in a record of 50 bytes.
 */
final class RecordDecoder extends Decoder {

    private static final int MOST_INT_BITS = 35;
    private static final int MOST_LONG_BITS = 70;

    private final ByteBuffer bytes;

    RecordDecoder(byte[] record, int from) {
        bytes = ByteBuffer.wrap(record, from, record.length - from).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        return next() == 1;
    }

    @Override
    public int readInt() throws IOException {
        long zigzag = varint(MOST_INT_BITS) & 0xffff_ffffL;
        return (int) (zigzag >>> 1) ^ -(int) (zigzag & 1);
    }

    @Override
    public long readLong() throws IOException {
        long zigzag = varint(MOST_LONG_BITS);
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    private long varint(int mostBits) throws IOException {
        long value = 0;
        for (int shift = 0; shift < mostBits; shift += 7) {
            byte next = next();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new InvalidNumberEncodingException("a whole number does not end");
    }

    private byte next() throws EOFException {
        need(1);
        return bytes.get();
    }

    private void need(int length) throws EOFException {
        if (length > bytes.remaining()) {
            throw new EOFException("the record breaks off");
        }
    }

    @Override
    public float readFloat() throws IOException {
        need(Float.BYTES);
        return bytes.getFloat();
    }

    @Override
    public double readDouble() throws IOException {
        need(Double.BYTES);
        return bytes.getDouble();
    }

    /** How many bytes a text, or the like, has. */
    private int length() throws IOException {
        long length = readLong();
        if (length < 0 || length > bytes.remaining()) {
            throw new AvroRuntimeException("a length of " + length + " where " + bytes.remaining() + " bytes are left");
        }
        return (int) length;
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        String text = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
        bytes.position(bytes.position() + length);
        return text;
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        byte[] text = new byte[length()];
        bytes.get(text);
        return new Utf8(text);
    }

    @Override
    public void skipString() throws IOException {
        skipFixed(length());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        byte[] copy = new byte[length()];
        bytes.get(copy);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() throws IOException {
        skipFixed(length());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        need(length);
        bytes.get(target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        need(length);
        bytes.position(bytes.position() + length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    /** How many entries the next block of an array or a map has; 0 where there is none. */
    private long entries() throws IOException {
        long entries = readLong();
        if (entries < 0) {
            readLong(); // how many bytes they have, for whoever wants to skip them
            entries = -entries;
        }
        return checked(entries);
    }

    /** The same for entries that nobody wants, without those blocks that say how long they are. */
    private long entriesToSkip() throws IOException {
        long entries = readLong();
        while (entries < 0) {
            skipFixed(length());
            entries = readLong();
        }
        return checked(entries);
    }

    private long checked(long entries) {
        if (entries < 0 || entries > bytes.remaining()) {
            throw new AvroRuntimeException(entries + " entries where " + bytes.remaining() + " bytes are left");
        }
        return entries;
    }

    @Override
    public long readArrayStart() throws IOException {
        return entries();
    }

    @Override
    public long arrayNext() throws IOException {
        return entries();
    }

    @Override
    public long skipArray() throws IOException {
        return entriesToSkip();
    }

    @Override
    public long readMapStart() throws IOException {
        return entries();
    }

    @Override
    public long mapNext() throws IOException {
        return entries();
    }

    @Override
    public long skipMap() throws IOException {
        return entriesToSkip();
    }
}
