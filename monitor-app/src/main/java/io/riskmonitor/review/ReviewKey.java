package io.riskmonitor.review;

import io.riskmonitor.alert.NamedId;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a review is about: the unconfirmed failures of one rule and group in one hour of event time.
 *
 * @param from start of the hour
 */
public record ReviewKey(String application, String rule, RiskCategory category, Group group, Instant from) {

    private static final Duration LENGTH = Duration.ofHours(1);

    /** Of the hour that a time lies in. */
    public static ReviewKey at(Instant time, String application, String rule, RiskCategory category, Group group) {
        return new ReviewKey(application, rule, category, group, time.truncatedTo(ChronoUnit.HOURS));
    }

    /** End of the hour. */
    public Instant to() {
        return from.plus(LENGTH);
    }

    /** The same input gives the same one. */
    public String id() {
        // the length of a part before it, so that no two keys have the same name
        StringBuilder name = new StringBuilder("review");
        for (String part : new String[] {application, rule, category.name(), group.dimension(), group.name()}) {
            name.append('|').append(part.length()).append(':').append(part);
        }
        name.append('|').append(from.toEpochMilli());
        return NamedId.of(name.toString());
    }
}
