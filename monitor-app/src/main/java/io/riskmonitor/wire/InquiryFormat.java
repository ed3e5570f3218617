package io.riskmonitor.wire;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.review.SampledFor;
import java.io.IOException;
import java.time.Instant;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** A question to whoever knows an interaction. */
final class InquiryFormat extends BinaryFormat<Inquiry> {

    @Override
    void write(Inquiry inquiry, Encoder out) throws IOException {
        out.writeBoolean(inquiry instanceof Inquiry.Flag);
        if (inquiry instanceof Inquiry.Flag flag) {
            out.writeString(flag.application());
            out.writeString(flag.interactionId());
            writeStrings(flag.alertIds(), out);
            out.writeBoolean(flag.sampledFor() != null);
            if (flag.sampledFor() != null) {
                write(flag.sampledFor(), out);
            }
            out.writeLong(flag.at().toEpochMilli());
        } else {
            Inquiry.Decide decide = (Inquiry.Decide) inquiry;
            ReviewDecision decision = decide.decision();
            out.writeString(decision.application());
            OpenAlertFormat.write(decision.said(), out);
            out.writeString(decision.interactionId());
            writeOptional(decision.verdictId(), out);
            out.writeBoolean(decision.confirm());
            out.writeLong(decide.until().toEpochMilli());
        }
    }

    @Override
    Inquiry read(Decoder in) throws IOException {
        if (in.readBoolean()) {
            String application = in.readString();
            String interactionId = in.readString();
            var alertIds = readStrings(in);
            @Nullable SampledFor sampledFor = in.readBoolean() ? readSampledFor(in) : null;
            return new Inquiry.Flag(
                    application, interactionId, alertIds, sampledFor, Instant.ofEpochMilli(in.readLong()));
        }
        ReviewDecision decision = new ReviewDecision(
                in.readString(), OpenAlertFormat.readAnswer(in), in.readString(), readOptional(in), in.readBoolean());
        return new Inquiry.Decide(decision, Instant.ofEpochMilli(in.readLong()));
    }

    static void write(SampledFor of, Encoder out) throws IOException {
        out.writeString(of.category().name());
        SeriesFormat.write(of.group(), out);
    }

    static SampledFor readSampledFor(Decoder in) throws IOException {
        return new SampledFor(RiskCategory.valueOf(in.readString()), SeriesFormat.readGroup(in));
    }
}
