package io.riskmonitor.wire;

import io.riskmonitor.digest.SeriesWeek;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Pairs;
import io.riskmonitor.pane.Tally.SliceKey;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** What was seen of one series in one week. */
final class SeriesWeekFormat extends BinaryFormat<SeriesWeek> {

    @Override
    void write(SeriesWeek week, Encoder out) throws IOException {
        out.writeInt(week.cells().size());
        for (Map.Entry<SliceKey, Counts> cell : week.cells().entrySet()) {
            SeriesFormat.write(cell.getKey().group(), out);
            writeOptional(cell.getKey().release(), out);
            TallyFormat.write(cell.getValue(), out);
        }
        writeStrings(week.versions(), out);
        out.writeInt(week.pairs().size());
        for (Map.Entry<Source, Pairs> pairs : week.pairs().entrySet()) {
            out.writeString(pairs.getKey().name());
            TallyFormat.write(pairs.getValue(), out);
        }
        out.writeLong(week.verdictsLeftOut());
    }

    @Override
    SeriesWeek read(Decoder in) throws IOException {
        SeriesWeek week = new SeriesWeek();
        int cells = in.readInt();
        for (int i = 0; i < cells; i++) {
            week.cells().put(new SliceKey(SeriesFormat.readGroup(in), readOptional(in)), TallyFormat.readCounts(in));
        }
        week.versions().addAll(readStrings(in));
        int pairs = in.readInt();
        for (int i = 0; i < pairs; i++) {
            week.pairs().put(Source.valueOf(in.readString()), TallyFormat.readPairs(in));
        }
        week.leaveOut(in.readLong());
        return week;
    }
}
