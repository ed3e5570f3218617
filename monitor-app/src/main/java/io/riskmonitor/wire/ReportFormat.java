package io.riskmonitor.wire;

import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Watermark;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** What observers tell judges, on the internal topic between them. */
final class ReportFormat extends BinaryFormat<Report> {

    private final BinaryFormat<Tally> tallies = new TallyFormat();

    @Override
    void write(Report report, Encoder out) throws IOException {
        if (report instanceof Snapshot snapshot) {
            out.writeBoolean(true);
            out.writeString(snapshot.application());
            out.writeInt(snapshot.inputPartition());
            out.writeLong(snapshot.paneStart());
            tallies.write(snapshot.tally(), out);
        } else {
            out.writeBoolean(false);
            write((Watermark) report, out);
        }
    }

    static void write(Watermark watermark, Encoder out) throws IOException {
        out.writeInt(watermark.partition());
        out.writeInt(watermark.partitions());
        out.writeLong(watermark.time());
        out.writeBoolean(watermark.idle());
    }

    @Override
    Report read(Decoder in) throws IOException {
        return in.readBoolean()
                ? new Snapshot(in.readString(), in.readInt(), in.readLong(), tallies.read(in))
                : readWatermark(in);
    }

    static Watermark readWatermark(Decoder in) throws IOException {
        return new Watermark(in.readInt(), in.readInt(), in.readLong(), in.readBoolean());
    }
}
