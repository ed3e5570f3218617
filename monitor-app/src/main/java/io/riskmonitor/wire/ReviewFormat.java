package io.riskmonitor.wire;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.pane.Ruling;
import io.riskmonitor.review.Review;
import io.riskmonitor.review.ReviewKey;
import io.riskmonitor.review.Said;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** A review, open or closed lately. */
final class ReviewFormat extends BinaryFormat<Review> {

    @Override
    void write(Review review, Encoder out) throws IOException {
        write(review.key(), out);
        write(review.openedAt(), out);
        write(review.decideBy(), out);
        write(review.at(), out);
        out.writeLong(review.doubted());
        out.writeLong(review.confirmed());
        out.writeLong(review.rejected());
        out.writeInt(review.items().size());
        for (Review.Item item : review.items()) {
            TallyFormat.write(item.doubt(), out);
            out.writeString(item.ruling().name());
            out.writeBoolean(item.said() != null);
            if (item.said() != null) {
                write(item.said(), out);
            }
        }
        out.writeBoolean(review.closure() != null);
        if (review.closure() != null) {
            write(review.closure().said(), out);
            out.writeBoolean(review.closure().lasting());
        }
    }

    @Override
    Review read(Decoder in) throws IOException {
        ReviewKey key = readKey(in);
        Instant openedAt = readInstant(in);
        Instant decideBy = readInstant(in);
        Instant at = readInstant(in);
        long doubted = in.readLong();
        long confirmed = in.readLong();
        long rejected = in.readLong();
        List<Review.Item> items = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            items.add(new Review.Item(
                    TallyFormat.readDoubt(in),
                    Ruling.valueOf(in.readString()),
                    in.readBoolean() ? readSaid(in) : null));
        }
        Review.@Nullable Closure closure = in.readBoolean() ? new Review.Closure(readSaid(in), in.readBoolean()) : null;
        return new Review(key, openedAt, decideBy, at, doubted, confirmed, rejected, items, closure);
    }

    static void write(ReviewKey key, Encoder out) throws IOException {
        out.writeString(key.application());
        out.writeString(key.rule());
        out.writeString(key.category().name());
        SeriesFormat.write(key.group(), out);
        write(key.from(), out);
    }

    static ReviewKey readKey(Decoder in) throws IOException {
        return new ReviewKey(
                in.readString(),
                in.readString(),
                RiskCategory.valueOf(in.readString()),
                SeriesFormat.readGroup(in),
                readInstant(in));
    }

    private static void write(Said said, Encoder out) throws IOException {
        out.writeString(said.by());
        write(said.at(), out);
        writeOptional(said.reason(), out);
    }

    private static Said readSaid(Decoder in) throws IOException {
        return new Said(in.readString(), readInstant(in), readOptional(in));
    }
}
