package io.riskmonitor.wire;

import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.review.ReviewKey;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import java.io.IOException;
import java.time.Instant;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Layouts of the keys of stores. */
final class Keys {

    private Keys() {}

    static final class Panes extends BinaryFormat<PaneKey> {
        @Override
        void write(PaneKey key, Encoder out) throws IOException {
            out.writeString(key.application());
            out.writeLong(key.paneStart());
            out.writeInt(key.inputPartition());
        }

        @Override
        PaneKey read(Decoder in) throws IOException {
            return new PaneKey(in.readString(), in.readLong(), in.readInt());
        }
    }

    static final class GoldDays extends BinaryFormat<GoldDayKey> {
        @Override
        void write(GoldDayKey key, Encoder out) throws IOException {
            out.writeString(key.application());
            out.writeLong(key.day());
        }

        @Override
        GoldDayKey read(Decoder in) throws IOException {
            return new GoldDayKey(in.readString(), in.readLong());
        }
    }

    static final class Cells extends BinaryFormat<CellKey> {
        @Override
        void write(CellKey key, Encoder out) throws IOException {
            out.writeString(key.application());
            SeriesFormat.write(key.cell().series(), out);
            SeriesFormat.write(key.cell().group(), out);
        }

        @Override
        CellKey read(Decoder in) throws IOException {
            return new CellKey(in.readString(), new Cell(SeriesFormat.readSeries(in), SeriesFormat.readGroup(in)));
        }
    }

    static final class Rules extends BinaryFormat<RuleKey> {
        @Override
        void write(RuleKey key, Encoder out) throws IOException {
            out.writeString(key.application());
            out.writeString(key.rule());
            Series series = key.scope().series();
            out.writeBoolean(series != null);
            if (series != null) {
                SeriesFormat.write(series, out);
            }
            SeriesFormat.write(key.scope().group(), out);
        }

        @Override
        RuleKey read(Decoder in) throws IOException {
            String application = in.readString();
            String rule = in.readString();
            @Nullable Series series = in.readBoolean() ? SeriesFormat.readSeries(in) : null;
            return new RuleKey(application, rule, new Scope(series, SeriesFormat.readGroup(in)));
        }
    }

    static final class Weeks extends BinaryFormat<WeekKey> {
        @Override
        void write(WeekKey key, Encoder out) throws IOException {
            out.writeString(key.application());
            LogbookFormat.write(key.week(), out);
            SeriesFormat.write(key.series(), out);
        }

        @Override
        WeekKey read(Decoder in) throws IOException {
            return new WeekKey(in.readString(), LogbookFormat.readWeek(in), SeriesFormat.readSeries(in));
        }
    }

    static final class EarlyVerdicts extends BinaryFormat<EarlyVerdict> {
        @Override
        void write(EarlyVerdict key, Encoder out) throws IOException {
            out.writeString(key.interactionId());
            out.writeString(key.verdictId());
            out.writeLong(key.expiresAt());
        }

        @Override
        EarlyVerdict read(Decoder in) throws IOException {
            return new EarlyVerdict(in.readString(), in.readString(), in.readLong());
        }
    }

    static final class Reviews extends BinaryFormat<ReviewKey> {
        @Override
        void write(ReviewKey key, Encoder out) throws IOException {
            ReviewFormat.write(key, out);
        }

        @Override
        ReviewKey read(Decoder in) throws IOException {
            return ReviewFormat.readKey(in);
        }
    }

    static final class Hours extends BinaryFormat<HourKey> {
        @Override
        void write(HourKey key, Encoder out) throws IOException {
            out.writeString(key.application());
            out.writeLong(key.from().toEpochMilli());
        }

        @Override
        HourKey read(Decoder in) throws IOException {
            return new HourKey(in.readString(), Instant.ofEpochMilli(in.readLong()));
        }
    }

    static final class Samples extends BinaryFormat<SampleKey> {
        private final Hours hours = new Hours();

        @Override
        void write(SampleKey key, Encoder out) throws IOException {
            hours.write(key.hour(), out);
            InquiryFormat.write(key.of(), out);
        }

        @Override
        SampleKey read(Decoder in) throws IOException {
            return new SampleKey(hours.read(in), InquiryFormat.readSampledFor(in));
        }
    }

    static final class AlertKeys extends BinaryFormat<AlertKey> {
        @Override
        void write(AlertKey key, Encoder out) throws IOException {
            out.writeString(key.application());
            out.writeString(key.rule());
            writeOptional(key.evaluator(), out);
            writeOptional(key.category() == null ? null : key.category().name(), out);
            SeriesFormat.write(key.group(), out);
        }

        @Override
        AlertKey read(Decoder in) throws IOException {
            String application = in.readString();
            String rule = in.readString();
            @Nullable String evaluator = readOptional(in);
            @Nullable String category = readOptional(in);
            return new AlertKey(
                    application,
                    rule,
                    evaluator,
                    category == null ? null : RiskCategory.valueOf(category),
                    SeriesFormat.readGroup(in));
        }
    }
}
