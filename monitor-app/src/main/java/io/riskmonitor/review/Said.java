package io.riskmonitor.review;

import io.riskmonitor.alert.Answer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who said something, when and why. */
public record Said(String by, Instant at, @Nullable String reason) {

    /** With a command. */
    public static Said with(Answer answer) {
        return new Said(answer.by(), answer.at(), answer.reason());
    }
}
