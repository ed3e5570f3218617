package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.pane.Answered;
import io.riskmonitor.pane.Decided;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.wire.Received;
import java.time.Instant;

/** What alerts hear of: what comes out of judging, in the order of event time, and what people say. */
sealed interface Judged {

    /**
     * A rule has found something.
     *
     * @param news whether it says something new
     */
    record Found(Finding finding, boolean news) implements Judged {}

    /**
     * What an alert is about is no more, or never was.
     *
     * @param why as the rest of a sentence
     */
    record Ended(AlertKey key, Instant at, String why) implements Judged {}

    /** Nothing more will be found about this, unless it is seen again. */
    record Forgotten(AlertKey key) implements Judged {}

    /** What is known of a failure that awaited confirmation has changed. */
    record Ruled(Decided decided) implements Judged {}

    /** Who knows the interaction has heard of a decision. */
    record Heard(Answered answered) implements Judged {}

    /** Somebody has decided about an interaction; {@code received} is the record that says so. */
    record Decision(ReviewDecision decision, Received received) implements Judged {}

    /** Somebody has answered; {@code received} is the record that says so. */
    record Commanded(AlertCommand command, Received received) implements Judged {}

    /**
     * This was seen of an application in a pane that is judged, or came too late for its judgement.
     *
     * @param tally not to be kept or changed
     */
    record Seen(String application, Instant paneStart, Tally tally) implements Judged {}

    /**
     * Event time has reached this instant.
     *
     * @param standing whether it has only in so far as nothing was seen: for rules that watch time alone
     */
    record Clock(Instant now, boolean standing) implements Judged {}
}
