package io.riskmonitor.wire;

import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.KnownGroups;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The groups seen so far in one application. */
final class KnownGroupsFormat extends BinaryFormat<KnownGroups> {

    @Override
    void write(KnownGroups known, Encoder out) throws IOException {
        out.writeInt(known.byDimension().size());
        for (Map.Entry<String, Set<String>> dimension : known.byDimension().entrySet()) {
            out.writeString(dimension.getKey());
            writeStrings(dimension.getValue(), out);
        }
    }

    @Override
    KnownGroups read(Decoder in) throws IOException {
        KnownGroups known = new KnownGroups();
        int dimensions = in.readInt();
        for (int i = 0; i < dimensions; i++) {
            String dimension = in.readString();
            for (String name : readStrings(in)) {
                known.admit(new Group(dimension, name), Integer.MAX_VALUE);
            }
        }
        return known;
    }
}
