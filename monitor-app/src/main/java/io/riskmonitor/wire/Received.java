package io.riskmonitor.wire;

import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.ReviewDecision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record as received, and what it holds: an event of the domain, or the reason why there is none.
 *
 * @param origin where it was received; null while it is still where it was received
 * @param key bytes as received, null where there was no key
 * @param value bytes as received
 * @param event an {@link io.riskmonitor.interaction.Interaction}, a {@link io.riskmonitor.interaction.Verdict}, an
 *     {@link io.riskmonitor.alert.AlertCommand}, a {@link ReviewDecision} or a {@link io.riskmonitor.gold.GoldCase}; null
 *     where it is refused; between partitions also a {@link io.riskmonitor.pane.Watermark} or an {@link Inquiry}
 * @param refusal why there is no event
 */
public record Received(
        @Nullable Origin origin,
        byte @Nullable [] key,
        byte @Nullable [] value,
        @Nullable Object event,
        @Nullable Refusal refusal) {

    /** A question on its way to whoever knows an interaction. */
    public static Received of(Inquiry inquiry) {
        return new Received(null, null, null, inquiry, null);
    }

    public boolean isRefused() {
        return refusal != null;
    }

    /** The event of a record that is not refused. */
    public Object accepted() {
        return Objects.requireNonNull(event, "a refused record has no event");
    }

    /** The same record, refused. */
    public Received refused(Refusal reason, Origin from, byte @Nullable [] receivedKey) {
        return new Received(from, receivedKey, value, null, reason);
    }

    /** The same record on its way to the partition where it belongs. */
    public Received from(Origin from, byte @Nullable [] receivedKey) {
        return new Received(from, receivedKey, value, event, refusal);
    }
}
