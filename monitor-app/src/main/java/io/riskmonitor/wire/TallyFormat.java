package io.riskmonitor.wire;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Distribution;
import io.riskmonitor.pane.Doubts;
import io.riskmonitor.pane.Pairs;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.Compared;
import io.riskmonitor.pane.Tally.Doubted;
import io.riskmonitor.pane.Tally.Facet;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.stats.LogHistogram;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/**
 * A tally: a table of its strands, then per slice the counts by number in that table, and its distributions; then what is
 * not by slice: pairs and doubts; then what it corrects in earlier panes, which version 4 did not know.
 */
final class TallyFormat extends BinaryFormat<Tally> {

    @Override
    byte version() {
        return 5;
    }

    @Override
    byte oldestVersion() {
        return 4;
    }

    @Override
    void write(Tally tally, Encoder out) throws IOException {
        writeCounted(tally, out);
        out.writeInt(tally.corrections().size());
        for (Map.Entry<Long, Tally> correction : tally.corrections().entrySet()) {
            out.writeLong(correction.getKey());
            writeCounted(correction.getValue(), out);
        }
    }

    /** Without what it corrects. */
    static void writeCounted(Tally tally, Encoder out) throws IOException {
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
            out.writeInt(entry.getValue().distributions().size());
            for (Map.Entry<Facet, Distribution> distribution :
                    entry.getValue().distributions().entrySet()) {
                write(distribution.getKey(), out);
                write(distribution.getValue(), out);
            }
        }
        out.writeInt(tally.pairs().size());
        for (Map.Entry<Compared, Pairs> compared : tally.pairs().entrySet()) {
            SeriesFormat.write(compared.getKey().strand().series(), out);
            writeOptional(compared.getKey().strand().version(), out);
            out.writeString(compared.getKey().reference().name());
            write(compared.getValue(), out);
        }
        out.writeInt(tally.doubts().size());
        for (Map.Entry<Doubted, Doubts> doubted : tally.doubts().entrySet()) {
            out.writeString(doubted.getKey().rule());
            SeriesFormat.write(doubted.getKey().group(), out);
            out.writeLong(doubted.getValue().count());
            out.writeInt(doubted.getValue().listed().size());
            for (Doubts.Doubt doubt : doubted.getValue().listed()) {
                write(doubt, out);
            }
        }
    }

    static void write(Doubts.Doubt doubt, Encoder out) throws IOException {
        out.writeLong(doubt.at().toEpochMilli());
        out.writeString(doubt.interactionId());
        out.writeString(doubt.evaluator());
        out.writeString(doubt.verdictId());
        writeOptional(doubt.reference(), out);
    }

    static Doubts.Doubt readDoubt(Decoder in) throws IOException {
        return new Doubts.Doubt(
                Instant.ofEpochMilli(in.readLong()),
                in.readString(),
                in.readString(),
                in.readString(),
                readOptional(in));
    }

    private static void write(Facet facet, Encoder out) throws IOException {
        Feature feature = facet.feature();
        out.writeString(feature.kind().name());
        out.writeString(feature.name());
        writeOptional(feature.category() == null ? null : feature.category().name(), out);
        writeOptional(facet.version(), out);
    }

    private static void write(Distribution distribution, Encoder out) throws IOException {
        out.writeInt(distribution.categories().size());
        for (Map.Entry<String, Long> category : distribution.categories().entrySet()) {
            out.writeString(category.getKey());
            out.writeLong(category.getValue());
        }
        int[] buckets = distribution.values().buckets();
        long[] counts = distribution.values().counts();
        out.writeInt(buckets.length);
        for (int i = 0; i < buckets.length; i++) {
            out.writeInt(buckets[i]);
            out.writeLong(counts[i]);
        }
        out.writeLong(distribution.missing());
    }

    static void write(Pairs pairs, Encoder out) throws IOException {
        out.writeLong(pairs.bothFail());
        out.writeLong(pairs.onlyEvaluator());
        out.writeLong(pairs.onlyReference());
        out.writeLong(pairs.bothPass());
    }

    static void write(Counts counts, Encoder out) throws IOException {
        out.writeLong(counts.judged());
        out.writeLong(counts.trials());
        out.writeLong(counts.failures());
        out.writeLong(counts.keptTrials());
        out.writeLong(counts.keptFailures());
        out.writeLong(counts.firstTrials());
        out.writeLong(counts.firstFailures());
        out.writeInt(counts.exemplars().size());
        for (Counts.Exemplar exemplar : counts.exemplars()) {
            out.writeLong(exemplar.at().toEpochMilli());
            out.writeString(exemplar.interactionId());
        }
    }

    @Override
    Tally read(Decoder in) throws IOException {
        return read(version(), in);
    }

    @Override
    Tally read(byte version, Decoder in) throws IOException {
        Tally tally = readCounted(in);
        for (int i = version == 4 ? 0 : in.readInt(); i > 0; i--) {
            tally.correctionOf(in.readLong()).merge(readCounted(in));
        }
        return tally;
    }

    static Tally readCounted(Decoder in) throws IOException {
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
            int distributions = in.readInt();
            for (int j = 0; j < distributions; j++) {
                slice.distributions().put(readFacet(in), readDistribution(in));
            }
        }
        int compared = in.readInt();
        for (int i = 0; i < compared; i++) {
            Strand strand = new Strand(SeriesFormat.readSeries(in), readOptional(in));
            tally.pairs().put(new Compared(strand, Source.valueOf(in.readString())), readPairs(in));
        }
        int doubted = in.readInt();
        for (int i = 0; i < doubted; i++) {
            tally.doubts().put(new Doubted(in.readString(), SeriesFormat.readGroup(in)), readDoubts(in));
        }
        return tally;
    }

    static Pairs readPairs(Decoder in) throws IOException {
        return new Pairs(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static Doubts readDoubts(Decoder in) throws IOException {
        long count = in.readLong();
        List<Doubts.Doubt> listed = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            listed.add(readDoubt(in));
        }
        return new Doubts(count, listed);
    }

    static Counts readCounts(Decoder in) throws IOException {
        Counts counts = new Counts(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
        int exemplars = in.readInt();
        for (int i = 0; i < exemplars; i++) {
            counts.exemplar(new Counts.Exemplar(Instant.ofEpochMilli(in.readLong()), in.readString()));
        }
        return counts;
    }

    private static Facet readFacet(Decoder in) throws IOException {
        Feature.Kind kind = Feature.Kind.valueOf(in.readString());
        String name = in.readString();
        String category = readOptional(in);
        return new Facet(
                new Feature(kind, name, category == null ? null : RiskCategory.valueOf(category)), readOptional(in));
    }

    private static Distribution readDistribution(Decoder in) throws IOException {
        SortedMap<String, Long> categories = new TreeMap<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            categories.put(in.readString(), in.readLong());
        }
        int[] buckets = new int[in.readInt()];
        long[] counts = new long[buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = in.readInt();
            counts[i] = in.readLong();
        }
        return new Distribution(categories, LogHistogram.of(buckets, counts), in.readLong());
    }
}
