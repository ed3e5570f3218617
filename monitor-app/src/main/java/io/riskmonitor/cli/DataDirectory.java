package io.riskmonitor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Where {@code local} keeps its data. */
record DataDirectory(Path path, boolean temporary) implements AutoCloseable {

    private static final Path DEFAULT = Path.of("risk-monitor-data");

    /** The directory that was asked for; else one that vanishes on close, or the default that stays. */
    static DataDirectory of(@Nullable Path wanted, boolean temporary) throws IOException {
        if (wanted != null) {
            return new DataDirectory(wanted, false);
        }
        return temporary
                ? new DataDirectory(Files.createTempDirectory("risk-monitor-"), true)
                : new DataDirectory(DEFAULT, false);
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Utils.delete(path.toFile());
        }
    }
}
