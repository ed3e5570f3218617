package io.riskmonitor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of events that were named on the command line. */
final class EventFiles {

    private static final String STDIN = "-";

    private EventFiles() {}

    static InputStream open(String file) throws IOException {
        return file.equals(STDIN) ? System.in : Files.newInputStream(Path.of(file));
    }

    /** Fails with a sentence if the file cannot be read, before anything is done. */
    static void requireReadable(String file) {
        if (file.equals(STDIN)) {
            return;
        }
        Path path = Path.of(file);
        if (Files.notExists(path)) {
            throw Failure.wrongInput(file + " does not exist");
        }
        if (Files.isDirectory(path)) {
            throw Failure.wrongInput(file + " is a directory");
        }
        if (!Files.isReadable(path)) {
            throw Failure.wrongInput(file + " is not readable");
        }
    }
}
