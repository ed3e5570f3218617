package io.riskmonitor.wire;

import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Pairs;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.Compared;
import io.riskmonitor.pane.Tally.Doubted;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/**
 * A tally: a table of its strands, then per slice the counts by number in that table; then what is not by slice: pairs and
 * doubts.
 */
final class TallyFormat extends BinaryFormat<Tally> {

    @Override
    void write(Tally tally, Encoder out) throws IOException {
        Map<Strand, Integer> numbers = new HashMap<>();
        List<Strand> table = new ArrayList<>();
        for (Tally.Slice slice : tally.slices().values()) {
            for (Strand strand : slice.counts().keySet()) {
                if (numbers.putIfAbsent(strand, table.size()) == null) {
                    table.add(strand);
                }
            }
        }
        out.writeInt(table.size());
        for (Strand strand : table) {
            SeriesFormat.write(strand.series(), out);
            writeOptional(strand.version(), out);
        }
        out.writeInt(tally.slices().size());
        for (Map.Entry<SliceKey, Tally.Slice> entry : tally.slices().entrySet()) {
            SeriesFormat.write(entry.getKey().group(), out);
            writeOptional(entry.getKey().release(), out);
            out.writeLong(entry.getValue().seen());
            out.writeInt(entry.getValue().counts().size());
            for (Map.Entry<Strand, Counts> counts : entry.getValue().counts().entrySet()) {
                out.writeInt(Objects.requireNonNull(numbers.get(counts.getKey())));
                write(counts.getValue(), out);
            }
        }
        out.writeInt(tally.pairs().size());
        for (Map.Entry<Compared, Pairs> compared : tally.pairs().entrySet()) {
            SeriesFormat.write(compared.getKey().strand().series(), out);
            writeOptional(compared.getKey().strand().version(), out);
            out.writeString(compared.getKey().reference().name());
            Pairs pairs = compared.getValue();
            out.writeLong(pairs.bothFail());
            out.writeLong(pairs.onlyEvaluator());
            out.writeLong(pairs.onlyReference());
            out.writeLong(pairs.bothPass());
        }
        out.writeInt(tally.doubts().size());
        for (Map.Entry<Doubted, Counts> doubted : tally.doubts().entrySet()) {
            out.writeString(doubted.getKey().rule());
            SeriesFormat.write(doubted.getKey().group(), out);
            write(doubted.getValue(), out);
        }
    }

    private static void write(Counts counts, Encoder out) throws IOException {
        out.writeLong(counts.judged());
        out.writeLong(counts.trials());
        out.writeLong(counts.failures());
        out.writeLong(counts.keptTrials());
        out.writeLong(counts.keptFailures());
        out.writeInt(counts.exemplars().size());
        for (Counts.Exemplar exemplar : counts.exemplars()) {
            out.writeLong(exemplar.at().toEpochMilli());
            out.writeString(exemplar.interactionId());
        }
    }

    @Override
    Tally read(Decoder in) throws IOException {
        Strand[] table = new Strand[in.readInt()];
        for (int i = 0; i < table.length; i++) {
            table[i] = new Strand(SeriesFormat.readSeries(in), readOptional(in));
        }
        Tally tally = new Tally();
        int slices = in.readInt();
        for (int i = 0; i < slices; i++) {
            Tally.Slice slice = tally.slice(new SliceKey(SeriesFormat.readGroup(in), readOptional(in)));
            slice.see(in.readLong());
            int cells = in.readInt();
            for (int j = 0; j < cells; j++) {
                slice.counts().put(table[in.readInt()], readCounts(in));
            }
        }
        int compared = in.readInt();
        for (int i = 0; i < compared; i++) {
            Strand strand = new Strand(SeriesFormat.readSeries(in), readOptional(in));
            tally.pairs()
                    .put(
                            new Compared(strand, Source.valueOf(in.readString())),
                            new Pairs(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        int doubted = in.readInt();
        for (int i = 0; i < doubted; i++) {
            tally.doubts().put(new Doubted(in.readString(), SeriesFormat.readGroup(in)), readCounts(in));
        }
        return tally;
    }

    private static Counts readCounts(Decoder in) throws IOException {
        Counts counts = new Counts(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
        int exemplars = in.readInt();
        for (int i = 0; i < exemplars; i++) {
            counts.exemplar(new Counts.Exemplar(Instant.ofEpochMilli(in.readLong()), in.readString()));
        }
        return counts;
    }
}
