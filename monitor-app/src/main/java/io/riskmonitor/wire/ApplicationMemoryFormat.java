package io.riskmonitor.wire;

import io.riskmonitor.judge.ApplicationMemory;
import io.riskmonitor.judge.EvaluatorVersions;
import io.riskmonitor.judge.Succession;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** What is remembered of one application. */
final class ApplicationMemoryFormat extends BinaryFormat<ApplicationMemory> {

    private static final long NEVER = Long.MIN_VALUE;

    private static final byte VERSION = 5;

    @Override
    byte version() {
        return VERSION;
    }

    /** Version 4 did not know when a cell was seen last. */
    @Override
    byte oldestVersion() {
        return 4;
    }

    @Override
    void write(ApplicationMemory memory, Encoder out) throws IOException {
        out.writeInt(memory.seen());
        out.writeInt(memory.series().size());
        for (Series series : memory.series()) {
            SeriesFormat.write(series, out);
            out.writeInt(memory.groups(series).size());
            for (Group group : memory.groups(series)) {
                SeriesFormat.write(group, out);
                out.writeInt(memory.seen(series, group));
            }
        }
        out.writeInt(memory.coverage().size());
        for (Map.Entry<Series, WindowRing> entry : memory.coverage().entrySet()) {
            SeriesFormat.write(entry.getKey(), out);
            WindowRings.write(entry.getValue(), out);
        }
        out.writeInt(memory.versions().size());
        for (Map.Entry<Series, EvaluatorVersions> entry : memory.versions().entrySet()) {
            SeriesFormat.write(entry.getKey(), out);
            EvaluatorVersions versions = entry.getValue();
            writeStrings(versions.known(), out);
            out.writeString(versions.latest());
            out.writeString(versions.before());
            Instant changedAt = versions.changedAt();
            out.writeLong(changedAt == null ? NEVER : changedAt.toEpochMilli());
        }
        out.writeInt(memory.successions().size());
        for (Map.Entry<Series, Succession> entry : memory.successions().entrySet()) {
            SeriesFormat.write(entry.getKey(), out);
            write(entry.getValue(), out);
        }
        TallyFormat.writeCounted(memory.late(), out);
    }

    @Override
    ApplicationMemory read(Decoder in) throws IOException {
        return read(VERSION, in);
    }

    @Override
    ApplicationMemory read(byte version, Decoder in) throws IOException {
        ApplicationMemory memory = new ApplicationMemory();
        if (version == VERSION) {
            memory.see(in.readInt());
        }
        int seriesCount = in.readInt();
        for (int i = 0; i < seriesCount; i++) {
            Series series = SeriesFormat.readSeries(in);
            int groups = in.readInt();
            for (int j = 0; j < groups; j++) {
                Cell cell = new Cell(series, SeriesFormat.readGroup(in));
                if (version == VERSION) {
                    memory.see(cell, in.readInt());
                } else {
                    memory.see(cell);
                }
            }
        }
        int covered = in.readInt();
        for (int i = 0; i < covered; i++) {
            memory.coverage().put(SeriesFormat.readSeries(in), WindowRings.read(in));
        }
        int versions = in.readInt();
        for (int i = 0; i < versions; i++) {
            memory.versions().put(SeriesFormat.readSeries(in), readVersions(in));
        }
        int successions = in.readInt();
        for (int i = 0; i < successions; i++) {
            memory.successions().put(SeriesFormat.readSeries(in), readSuccession(in));
        }
        memory.carry(TallyFormat.readCounted(in));
        return memory;
    }

    private static void write(Succession succession, Encoder out) throws IOException {
        out.writeLong(succession.hours());
        out.writeLong(succession.latest());
        out.writeInt(succession.seen().size());
        for (Map.Entry<Group, Long> seen : succession.seen().entrySet()) {
            SeriesFormat.write(seen.getKey(), out);
            out.writeLong(seen.getValue());
        }
    }

    private static Succession readSuccession(Decoder in) throws IOException {
        long hours = in.readLong();
        long latest = in.readLong();
        Map<Group, Long> seen = new TreeMap<>();
        int groups = in.readInt();
        for (int i = 0; i < groups; i++) {
            seen.put(SeriesFormat.readGroup(in), in.readLong());
        }
        return new Succession(seen, hours, latest);
    }

    private static EvaluatorVersions readVersions(Decoder in) throws IOException {
        SortedSet<String> known = new TreeSet<>(readStrings(in));
        String latest = in.readString();
        String before = in.readString();
        long changedAt = in.readLong();
        return new EvaluatorVersions(
                known, latest, before, changedAt == NEVER ? null : Instant.ofEpochMilli(changedAt));
    }
}
