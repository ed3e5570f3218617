package io.riskmonitor.wire;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.Answered;
import io.riskmonitor.pane.Confirmed;
import io.riskmonitor.pane.Decided;
import io.riskmonitor.pane.Graded;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Ruling;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.pane.Withdrawn;
import io.riskmonitor.segment.Group;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** What observers tell judges, on the internal topic between them. */
final class ReportFormat extends BinaryFormat<Report> {

    private static final byte TALLY_OF_5 = 4;

    private final BinaryFormat<Tally> tallies = new TallyFormat();

    private enum Kind {
        WATERMARK,
        SNAPSHOT,
        CONFIRMED,
        WITHDRAWN,
        GRADED,
        DECIDED,
        ANSWERED
    }

    @Override
    byte version() {
        return 6;
    }

    @Override
    byte oldestVersion() {
        return 5;
    }

    @Override
    void write(Report report, Encoder out) throws IOException {
        if (report instanceof Snapshot snapshot) {
            out.writeInt(Kind.SNAPSHOT.ordinal());
            out.writeString(snapshot.application());
            out.writeInt(snapshot.inputPartition());
            out.writeLong(snapshot.paneStart());
            tallies.write(snapshot.tally(), out);
        } else if (report instanceof Confirmed confirmed) {
            out.writeInt(Kind.CONFIRMED.ordinal());
            out.writeString(confirmed.application());
            out.writeString(confirmed.rule());
            out.writeString(confirmed.interactionId());
            out.writeLong(confirmed.judgedAt().toEpochMilli());
            out.writeLong(confirmed.at().toEpochMilli());
            out.writeString(confirmed.category().name());
            out.writeString(confirmed.evaluator());
            out.writeString(confirmed.source().name());
            writeOptional(confirmed.confidence(), out);
        } else if (report instanceof Withdrawn withdrawn) {
            out.writeInt(Kind.WITHDRAWN.ordinal());
            out.writeString(withdrawn.application());
            out.writeString(withdrawn.rule());
            out.writeString(withdrawn.interactionId());
            out.writeLong(withdrawn.at().toEpochMilli());
            out.writeString(withdrawn.category().name());
            out.writeString(withdrawn.evaluator());
            out.writeString(withdrawn.source().name());
        } else if (report instanceof Graded graded) {
            out.writeInt(Kind.GRADED.ordinal());
            out.writeString(graded.application());
            out.writeString(graded.caseId());
            out.writeLong(graded.at().toEpochMilli());
            out.writeString(graded.outcome().name());
        } else if (report instanceof Decided decided) {
            out.writeInt(Kind.DECIDED.ordinal());
            write(decided, out);
        } else if (report instanceof Answered answered) {
            out.writeInt(Kind.ANSWERED.ordinal());
            out.writeString(answered.application());
            out.writeString(answered.commandId());
            writeOptional(answered.problem(), out);
        } else {
            Watermark watermark = (Watermark) report;
            out.writeInt(Kind.WATERMARK.ordinal());
            out.writeInt(watermark.partition());
            out.writeInt(watermark.partitions());
            out.writeLong(watermark.time());
            out.writeBoolean(watermark.idle());
        }
    }

    private static void write(Decided decided, Encoder out) throws IOException {
        out.writeString(decided.application());
        out.writeString(decided.rule());
        out.writeString(decided.category().name());
        out.writeString(decided.interactionId());
        out.writeLong(decided.doubtedAt().toEpochMilli());
        out.writeInt(decided.groups().size());
        for (Group group : decided.groups()) {
            SeriesFormat.write(group, out);
        }
        out.writeString(decided.before().name());
        out.writeString(decided.now().name());
        out.writeString(decided.evaluator());
        out.writeLong(decided.at().toEpochMilli());
    }

    private static Decided readDecided(Decoder in) throws IOException {
        String application = in.readString();
        String rule = in.readString();
        RiskCategory category = RiskCategory.valueOf(in.readString());
        String interactionId = in.readString();
        Instant doubtedAt = Instant.ofEpochMilli(in.readLong());
        List<Group> groups = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            groups.add(SeriesFormat.readGroup(in));
        }
        return new Decided(
                application,
                rule,
                category,
                interactionId,
                doubtedAt,
                groups,
                Ruling.valueOf(in.readString()),
                Ruling.valueOf(in.readString()),
                in.readString(),
                Instant.ofEpochMilli(in.readLong()));
    }

    @Override
    Report read(Decoder in) throws IOException {
        return read(version(), in);
    }

    @Override
    Report read(byte version, Decoder in) throws IOException {
        return switch (Kind.values()[in.readInt()]) {
            case WATERMARK -> new Watermark(in.readInt(), in.readInt(), in.readLong(), in.readBoolean());
            case SNAPSHOT ->
                new Snapshot(
                        in.readString(),
                        in.readInt(),
                        in.readLong(),
                        tallies.read(version == 5 ? TALLY_OF_5 : tallies.version(), in));
            case CONFIRMED ->
                new Confirmed(
                        in.readString(),
                        in.readString(),
                        in.readString(),
                        Instant.ofEpochMilli(in.readLong()),
                        Instant.ofEpochMilli(in.readLong()),
                        RiskCategory.valueOf(in.readString()),
                        in.readString(),
                        Source.valueOf(in.readString()),
                        readOptionalDouble(in));
            case GRADED ->
                new Graded(
                        in.readString(),
                        in.readString(),
                        Instant.ofEpochMilli(in.readLong()),
                        Outcome.valueOf(in.readString()));
            case WITHDRAWN ->
                new Withdrawn(
                        in.readString(),
                        in.readString(),
                        in.readString(),
                        Instant.ofEpochMilli(in.readLong()),
                        RiskCategory.valueOf(in.readString()),
                        in.readString(),
                        Source.valueOf(in.readString()));
            case DECIDED -> readDecided(in);
            case ANSWERED -> new Answered(in.readString(), in.readString(), readOptional(in));
        };
    }
}
