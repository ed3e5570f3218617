package io.riskmonitor.wire;

import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.segment.Variant;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** What is remembered of one cell. */
final class CellHistoryFormat extends BinaryFormat<CellHistory> {

    @Override
    byte version() {
        return 2;
    }

    @Override
    void write(CellHistory history, Encoder out) throws IOException {
        WindowRings.write(history.ring(), out);
        writeStrings(history.exemplars(), out);
        out.writeInt(history.late().size());
        for (Map.Entry<Variant, CellHistory.Kept> late : history.late().entrySet()) {
            writeOptional(late.getKey().release(), out);
            writeOptional(late.getKey().evaluatorVersion(), out);
            out.writeLong(late.getValue().trials());
            out.writeLong(late.getValue().failures());
            out.writeLong(late.getValue().firstTrials());
            out.writeLong(late.getValue().firstFailures());
        }
    }

    @Override
    CellHistory read(Decoder in) throws IOException {
        CellHistory history = new CellHistory(WindowRings.read(in));
        readStrings(in).forEach(history::remember);
        int late = in.readInt();
        for (int i = 0; i < late; i++) {
            history.late()
                    .put(
                            new Variant(readOptional(in), readOptional(in)),
                            new CellHistory.Kept(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        return history;
    }
}
