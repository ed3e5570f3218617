package io.riskmonitor.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/** The one sentence that a command ends with when it cannot go on, and its exit code. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    private Failure(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** The world did not play along; the same command may succeed later. */
    static Failure failed(String sentence) {
        return new Failure(ExitCode.SOFTWARE, sentence, null);
    }

    /** As {@link #failed(String)}; the sentence goes on with the reason. */
    static Failure failed(String sentence, Throwable cause) {
        return new Failure(ExitCode.SOFTWARE, sentence + ": " + reason(cause), cause);
    }

    /** Something that was given to the command has to be changed. */
    static Failure wrongInput(String sentence) {
        return new Failure(ExitCode.USAGE, sentence, null);
    }

    int exitCode() {
        return exitCode;
    }

    /** What the deepest cause says: those above it mostly say that they failed. */
    static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String name = deepest.getClass().getSimpleName();
        String message = deepest.getMessage();
        return message == null || message.isBlank() ? name : message.strip() + " (" + name + ")";
    }
}
