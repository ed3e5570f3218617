package io.riskmonitor.wire;

import io.riskmonitor.segment.KnownGroups;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The groups and the categories of labels seen so far in one application. */
final class KnownGroupsFormat extends BinaryFormat<KnownGroups> {

    private static final byte VERSION = 3;

    @Override
    byte version() {
        return VERSION;
    }

    /** Version 2 did not know when a group was seen. */
    @Override
    byte oldestVersion() {
        return 2;
    }

    @Override
    void write(KnownGroups known, Encoder out) throws IOException {
        out.writeInt(known.today());
        write(known.byDimension(), out);
        write(known.byLabel(), out);
    }

    private static void write(Map<String, Map<String, Integer>> names, Encoder out) throws IOException {
        out.writeInt(names.size());
        for (Map.Entry<String, Map<String, Integer>> entry : names.entrySet()) {
            out.writeString(entry.getKey());
            out.writeInt(entry.getValue().size());
            for (Map.Entry<String, Integer> seen : entry.getValue().entrySet()) {
                out.writeString(seen.getKey());
                out.writeInt(seen.getValue());
            }
        }
    }

    @Override
    KnownGroups read(Decoder in) throws IOException {
        return read(VERSION, in);
    }

    @Override
    KnownGroups read(byte version, Decoder in) throws IOException {
        KnownGroups known = new KnownGroups(version == VERSION ? in.readInt() : KnownGroups.UNKNOWN_DAY);
        read(version, known.byDimension(), in);
        read(version, known.byLabel(), in);
        return known;
    }

    private static void read(byte version, Map<String, Map<String, Integer>> into, Decoder in) throws IOException {
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            Map<String, Integer> names = new HashMap<>();
            into.put(in.readString(), names);
            int count = in.readInt();
            for (int j = 0; j < count; j++) {
                names.put(in.readString(), version == VERSION ? in.readInt() : KnownGroups.UNKNOWN_DAY);
            }
        }
    }
}
