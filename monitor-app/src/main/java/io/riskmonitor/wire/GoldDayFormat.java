package io.riskmonitor.wire;

import io.riskmonitor.gold.GoldCounts;
import io.riskmonitor.gold.GoldDay;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The gold results of one application and day. */
final class GoldDayFormat extends BinaryFormat<GoldDay> {

    @Override
    void write(GoldDay day, Encoder out) throws IOException {
        out.writeInt(day.cases().size());
        for (Map.Entry<String, GoldCounts> results : day.cases().entrySet()) {
            out.writeString(results.getKey());
            out.writeLong(results.getValue().passed());
            out.writeLong(results.getValue().failed());
            out.writeLong(results.getValue().unsure());
        }
    }

    @Override
    GoldDay read(Decoder in) throws IOException {
        GoldDay day = new GoldDay();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            day.add(in.readString(), new GoldCounts(in.readLong(), in.readLong(), in.readLong()));
        }
        return day;
    }
}
