package io.riskmonitor.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Rules of an application have no alerts for a while; they go on learning, and their findings are published.
 *
 * @param said who paused them, when and why
 * @param rule which one; null for all of the application
 * @param until by the clock; from then on the next breach opens an alert
 */
public record Pause(
        String application, Answer said, @Nullable String rule, Instant until) {

    /** The field of an alert that a pause may match. */
    public static final String FIELD = "rule";

    /** What a command of kind {@link AlertCommand.Kind#PAUSE} asks for. */
    public static Pause of(AlertCommand command, Instant until) {
        return new Pause(
                command.application(), command.said(), command.matchers().get(FIELD), until);
    }

    boolean isOf(AlertKey key) {
        return key.application().equals(application)
                && (rule == null || key.rule().equals(rule));
    }

    /** Why its alerts are over, as the rest of a sentence. */
    String why() {
        return "its rule is paused by " + said.by() + " until " + until
                + (said.reason() == null ? "" : ", " + said.reason());
    }
}
