package io.riskmonitor.wire;

import io.riskmonitor.digest.Episode;
import io.riskmonitor.digest.Logbook;
import io.riskmonitor.digest.Week;
import io.riskmonitor.segment.Series;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** What is remembered of one application from week to week. */
final class LogbookFormat extends BinaryFormat<Logbook> {

    @Override
    void write(Logbook logbook, Encoder out) throws IOException {
        out.writeInt(logbook.pages().size());
        for (Map.Entry<Week, Logbook.Page> entry : logbook.pages().entrySet()) {
            Logbook.Page page = entry.getValue();
            write(entry.getKey(), out);
            out.writeLong(page.interactions());
            out.writeLong(page.verdictsLeftOut());
            out.writeInt(page.series().size());
            for (Series series : page.series()) {
                SeriesFormat.write(series, out);
            }
        }
        out.writeInt(logbook.alerts().size());
        for (Map.Entry<String, Episode> entry : logbook.alerts().entrySet()) {
            out.writeString(entry.getKey());
            write(entry.getValue(), out);
        }
        Week closed = logbook.closed();
        out.writeBoolean(closed != null);
        if (closed != null) {
            write(closed, out);
        }
        out.writeLong(logbook.lateInteractions());
        out.writeLong(logbook.lateVerdicts());
        out.writeLong(logbook.firingsLeftOut());
    }

    @Override
    Logbook read(Decoder in) throws IOException {
        Logbook logbook = new Logbook();
        int pages = in.readInt();
        for (int i = 0; i < pages; i++) {
            Week week = readWeek(in);
            Logbook.Page page = new Logbook.Page();
            page.add(in.readLong(), in.readLong());
            int series = in.readInt();
            for (int j = 0; j < series; j++) {
                page.series().add(SeriesFormat.readSeries(in));
            }
            logbook.pages().put(week, page);
        }
        int alerts = in.readInt();
        for (int i = 0; i < alerts; i++) {
            logbook.alerts().put(in.readString(), readEpisode(in));
        }
        @Nullable Week closed = in.readBoolean() ? readWeek(in) : null;
        logbook.restore(closed, in.readLong(), in.readLong(), in.readLong());
        return logbook;
    }

    static void write(Week week, Encoder out) throws IOException {
        out.writeLong(week.monday().toEpochDay());
    }

    static Week readWeek(Decoder in) throws IOException {
        return new Week(LocalDate.ofEpochDay(in.readLong()));
    }

    private static void write(Episode alert, Encoder out) throws IOException {
        write(alert.startedAt(), out);
        write(alert.firedAt(), out);
        writeOptional(alert.acknowledgedAt(), out);
        writeOptional(alert.overAt(), out);
        out.writeBoolean(alert.closed());
        out.writeString(alert.summary());
    }

    private static Episode readEpisode(Decoder in) throws IOException {
        return new Episode(
                readInstant(in),
                readInstant(in),
                readOptionalInstant(in),
                readOptionalInstant(in),
                in.readBoolean(),
                in.readString());
    }
}
