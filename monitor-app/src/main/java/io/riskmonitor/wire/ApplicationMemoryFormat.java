package io.riskmonitor.wire;

import io.riskmonitor.judge.ApplicationMemory;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** What is remembered of one application. */
final class ApplicationMemoryFormat extends BinaryFormat<ApplicationMemory> {

    private static final TallyFormat TALLY = new TallyFormat();

    @Override
    void write(ApplicationMemory memory, Encoder out) throws IOException {
        out.writeInt(memory.series().size());
        for (Series series : memory.series()) {
            SeriesFormat.write(series, out);
            out.writeInt(memory.groups(series).size());
            for (Group group : memory.groups(series)) {
                SeriesFormat.write(group, out);
            }
        }
        out.writeInt(memory.coverage().size());
        for (Map.Entry<Series, WindowRing> entry : memory.coverage().entrySet()) {
            SeriesFormat.write(entry.getKey(), out);
            WindowRings.write(entry.getValue(), out);
        }
        TALLY.write(memory.late(), out);
    }

    @Override
    ApplicationMemory read(Decoder in) throws IOException {
        ApplicationMemory memory = new ApplicationMemory();
        int seriesCount = in.readInt();
        for (int i = 0; i < seriesCount; i++) {
            Series series = SeriesFormat.readSeries(in);
            int groups = in.readInt();
            for (int j = 0; j < groups; j++) {
                memory.see(new Cell(series, SeriesFormat.readGroup(in)));
            }
        }
        int covered = in.readInt();
        for (int i = 0; i < covered; i++) {
            memory.coverage().put(SeriesFormat.readSeries(in), WindowRings.read(in));
        }
        memory.carry(TALLY.read(in));
        return memory;
    }
}
