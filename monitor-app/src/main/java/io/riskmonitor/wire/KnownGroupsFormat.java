package io.riskmonitor.wire;

import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.KnownGroups;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The groups and the categories of labels seen so far in one application. */
final class KnownGroupsFormat extends BinaryFormat<KnownGroups> {

    @Override
    byte version() {
        return 2;
    }

    @Override
    void write(KnownGroups known, Encoder out) throws IOException {
        write(known.byDimension(), out);
        write(known.byLabel(), out);
    }

    private static void write(Map<String, Set<String>> names, Encoder out) throws IOException {
        out.writeInt(names.size());
        for (Map.Entry<String, Set<String>> entry : names.entrySet()) {
            out.writeString(entry.getKey());
            writeStrings(entry.getValue(), out);
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
        int labels = in.readInt();
        for (int i = 0; i < labels; i++) {
            String label = in.readString();
            for (String category : readStrings(in)) {
                known.admitCategory(label, category, Integer.MAX_VALUE);
            }
        }
        return known;
    }
}
