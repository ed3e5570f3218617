package io.riskmonitor.config;

import java.nio.file.Path;

/** Reads the settings of a monitor from a file. */
public final class MonitorConfigs {

    private MonitorConfigs() {}

    /**
     * The settings in a file; what it does not say has its default.
     *
     * @throws InvalidConfiguration with every problem, if there is one
     */
    public static MonitorConfig read(Path file) {
        throw new UnsupportedOperationException(file.toString());
    }
}
