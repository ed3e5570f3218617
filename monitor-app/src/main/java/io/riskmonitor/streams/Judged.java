package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.rule.Finding;
import java.time.Instant;

/** What comes out of judging, in the order of event time. */
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

    /**
     * Event time has reached this instant.
     *
     * @param standing whether it has only in so far as nothing was seen: for rules that watch time alone
     */
    record Clock(Instant now, boolean standing) implements Judged {}
}
