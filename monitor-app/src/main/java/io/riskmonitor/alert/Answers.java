package io.riskmonitor.alert;

import org.jspecify.annotations.Nullable;

/**
 * What was said to one alert.
 *
 * @param acknowledgement somebody looks after it
 * @param closure somebody said that it is over, though its rule does not
 */
public record Answers(
        @Nullable Answer acknowledgement, @Nullable Answer closure) {

    /** Nobody has said anything. */
    public static final Answers NONE = new Answers(null, null);
}
