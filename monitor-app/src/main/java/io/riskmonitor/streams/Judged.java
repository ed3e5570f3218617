package io.riskmonitor.streams;

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
     * Event time has reached this instant.
     *
     * @param standing whether it has only in so far as nothing was seen: for rules that watch time alone
     */
    record Clock(Instant now, boolean standing) implements Judged {}
}
