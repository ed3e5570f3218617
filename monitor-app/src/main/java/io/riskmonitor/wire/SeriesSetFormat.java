package io.riskmonitor.wire;

import io.riskmonitor.segment.Series;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A set of series: those in which a conversation has failed. */
final class SeriesSetFormat extends BinaryFormat<Set<Series>> {

    @Override
    void write(Set<Series> set, Encoder out) throws IOException {
        out.writeInt(set.size());
        for (Series series : set) {
            SeriesFormat.write(series, out);
        }
    }

    @Override
    Set<Series> read(Decoder in) throws IOException {
        int size = in.readInt();
        Set<Series> set = new HashSet<>();
        for (int i = 0; i < size; i++) {
            set.add(SeriesFormat.readSeries(in));
        }
        return set;
    }
}
