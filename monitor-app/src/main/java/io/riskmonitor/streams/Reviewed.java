package io.riskmonitor.streams;

import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.ReviewEvent;
import io.riskmonitor.wire.Received;

/** What comes out of reviewing. */
sealed interface Reviewed {

    /** Subscribers are to hear of it. */
    record Changed(ReviewEvent event) implements Reviewed {}

    /** Whoever knows the interaction is to answer. */
    record Asked(Inquiry inquiry) implements Reviewed {}

    /** A command that is about no review, for others to obey. */
    record Passed(Judged.Commanded command) implements Reviewed {}

    /** A decision that nothing can come of. */
    record Refused(Received command) implements Reviewed {}
}
