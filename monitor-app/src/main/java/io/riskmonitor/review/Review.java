package io.riskmonitor.review;

import io.riskmonitor.pane.Doubts;
import io.riskmonitor.pane.Doubts.Doubt;
import io.riskmonitor.pane.Ruling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Failures that nobody has confirmed, for people to decide.
 *
 * <pre>
 *            every listed one is decided
 *   Open ───────────────────────────────▶ Closed      what a person or time has closed stays closed;
 *     ▲                                     │         its counts go on
 *     ╰──────── another one is found ───────╯
 * </pre>
 *
 * @param openedAt event time at which the first was found
 * @param decideBy until when they are to be decided
 * @param at event time of the last change
 * @param doubted interactions, decided or not
 * @param confirmed those of them that did fail
 * @param rejected those that did not
 * @param items some of the interactions, at most {@value Doubts#MAX_LISTED}, in the order in which they were found
 * @param closure why it is closed; null while it is open
 */
public record Review(
        ReviewKey key,
        Instant openedAt,
        Instant decideBy,
        Instant at,
        long doubted,
        long confirmed,
        long rejected,
        List<Item> items,
        @Nullable Closure closure) {

    /**
     * One interaction.
     *
     * @param said who decided; null while it is open
     */
    public record Item(Doubt doubt, Ruling ruling, @Nullable Said said) {

        boolean isOpen() {
            return ruling == Ruling.OPEN;
        }
    }

    /**
     * Who closed it and why.
     *
     * @param lasting whether it stays closed when more is found
     */
    public record Closure(Said said, boolean lasting) {}

    public Review {
        items = List.copyOf(items);
    }

    /** Nothing is known of it yet. */
    public static Review of(ReviewKey key, Instant at, Instant decideBy) {
        return new Review(key, at, decideBy, at, 0, 0, 0, List.of(), null);
    }

    public boolean isOpen() {
        return closure == null;
    }

    /** Interactions that nobody has decided, listed or not. */
    public long unconfirmed() {
        return Math.max(0, doubted - confirmed - rejected);
    }

    /** More were found. Where all that were listed are decided, they make room. */
    public Review found(Doubts more, Instant now) {
        List<Item> listed = new ArrayList<>(items);
        for (Doubt doubt : more.listed()) {
            if (listed.size() == Doubts.MAX_LISTED && !isOpen()) {
                listed.removeIf(item -> !item.isOpen());
            }
            if (listed.size() < Doubts.MAX_LISTED) {
                listed.add(new Item(doubt, Ruling.OPEN, null));
            }
        }
        boolean reopens = listed.stream().anyMatch(Item::isOpen);
        Closure still = closure != null && (closure.lasting() || !reopens) ? closure : null;
        return new Review(key, openedAt, decideBy, now, doubted + more.count(), confirmed, rejected, listed, still);
    }

    /** What is known of one interaction has changed. */
    public Review decided(String interactionId, Ruling before, Ruling after, Said said, Instant now) {
        List<Item> listed = items.stream()
                .map(item -> item.doubt().interactionId().equals(interactionId)
                        ? new Item(item.doubt(), after, after == Ruling.OPEN ? null : said)
                        : item)
                .toList();
        Review changed = new Review(
                key,
                openedAt,
                decideBy,
                now,
                doubted,
                confirmed + change(Ruling.CONFIRMED, before, after),
                rejected + change(Ruling.REJECTED, before, after),
                listed,
                closure);
        return closure != null && closure.lasting() ? changed : changed.closedByDecisions(said);
    }

    private static int change(Ruling ruling, Ruling before, Ruling after) {
        return (after == ruling ? 1 : 0) - (before == ruling ? 1 : 0);
    }

    private Review closedByDecisions(Said last) {
        if (items.isEmpty() || items.stream().anyMatch(Item::isOpen)) {
            return with(null);
        }
        if (closure != null) {
            return this;
        }
        String others = unconfirmed() == 0 ? "" : "; " + unconfirmed() + " more are not listed and not decided";
        return with(new Closure(new Said(last.by(), last.at(), "every listed one is decided" + others), false));
    }

    /** Somebody says that it is over. */
    public Review closed(Said said, Instant now) {
        return new Review(key, openedAt, decideBy, now, doubted, confirmed, rejected, items, new Closure(said, true));
    }

    private Review with(@Nullable Closure closed) {
        return new Review(key, openedAt, decideBy, at, doubted, confirmed, rejected, items, closed);
    }
}
