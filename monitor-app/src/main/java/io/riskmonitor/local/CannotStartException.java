package io.riskmonitor.local;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why the embedded broker or registry did not start: one sentence for the person at the terminal, with the remedy. */
public final class CannotStartException extends RuntimeException {

    CannotStartException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    static CannotStartException port(int port, IOException cause) {
        return new CannotStartException(
                "Port %d cannot be opened (%s): stop the program that uses it, or choose another port."
                        .formatted(port, cause.getMessage()),
                cause);
    }

    static CannotStartException directoryInUse(Path directory) {
        return new CannotStartException(
                "Directory %s is already in use: stop the program that uses it, or choose another directory."
                        .formatted(directory),
                null);
    }

    static CannotStartException directory(Path directory, Exception cause) {
        return new CannotStartException(
                "Directory %s cannot be used (%s): choose another directory.".formatted(directory, cause), cause);
    }
}
