package io.riskmonitor.wire;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The parts of a cell's identity. Enums are stored by name: their order may change. */
final class SeriesFormat {

    private SeriesFormat() {}

    static void write(Series series, Encoder out) throws IOException {
        out.writeString(series.category().name());
        out.writeString(series.evaluator());
    }

    static Series readSeries(Decoder in) throws IOException {
        return new Series(RiskCategory.valueOf(in.readString()), in.readString());
    }

    static void write(Group group, Encoder out) throws IOException {
        out.writeString(group.dimension());
        out.writeString(group.name());
    }

    static Group readGroup(Decoder in) throws IOException {
        Group group = new Group(in.readString(), in.readString());
        return group.isAll() ? Group.ALL : group;
    }
}
