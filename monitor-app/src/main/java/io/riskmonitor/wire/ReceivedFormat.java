package io.riskmonitor.wire;

import io.riskmonitor.pane.Watermark;
import io.riskmonitor.review.Inquiry;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * A received record that is moved or kept: where it came from and its bytes as they were; its event is read again. Or how
 * far those are that move records, or what somebody asks about an interaction.
 */
final class ReceivedFormat extends BinaryFormat<Received> {

    /** Reads the event out of bytes that were accepted before. */
    @FunctionalInterface
    interface Reader {
        Received read(Origin origin, byte @Nullable [] key, byte @Nullable [] value);
    }

    private final Reader reader;
    private final ReportFormat reports = new ReportFormat();
    private final InquiryFormat inquiries = new InquiryFormat();

    private enum Kind {
        RECORD,
        WATERMARK,
        INQUIRY
    }

    ReceivedFormat(Reader reader) {
        this.reader = reader;
    }

    @Override
    byte version() {
        return 2;
    }

    @Override
    void write(Received received, Encoder out) throws IOException {
        if (received.event() instanceof Watermark watermark) {
            out.writeInt(Kind.WATERMARK.ordinal());
            reports.write(watermark, out);
            return;
        }
        if (received.event() instanceof Inquiry inquiry) {
            out.writeInt(Kind.INQUIRY.ordinal());
            inquiries.write(inquiry, out);
            return;
        }
        out.writeInt(Kind.RECORD.ordinal());
        Origin origin = received.origin();
        if (origin == null) {
            throw new IllegalArgumentException("a record on the move must say where it came from");
        }
        out.writeString(origin.topic());
        out.writeInt(origin.partition());
        out.writeLong(origin.offset());
        write(received.key(), out);
        write(received.value(), out);
    }

    private static void write(byte @Nullable [] bytes, Encoder out) throws IOException {
        out.writeBoolean(bytes != null);
        if (bytes != null) {
            out.writeBytes(bytes);
        }
    }

    @Override
    Received read(Decoder in) throws IOException {
        return switch (Kind.values()[in.readInt()]) {
            case RECORD -> readRecord(in);
            case WATERMARK -> new Received(null, null, null, reports.read(in), null);
            case INQUIRY -> Received.of(inquiries.read(in));
        };
    }

    private Received readRecord(Decoder in) throws IOException {
        Origin origin = new Origin(in.readString(), in.readInt(), in.readLong());
        byte @Nullable [] key = readBytes(in);
        byte @Nullable [] value = readBytes(in);
        return reader.read(origin, key, value);
    }

    private static byte @Nullable [] readBytes(Decoder in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        ByteBuffer buffer = in.readBytes(null);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
