package io.riskmonitor.interaction;

import org.jspecify.annotations.Nullable;

/**
 * What answered: the part of an application that changes between releases.
 *
 * @param model for instance {@code gpt-4o}
 */
public record Release(
        String model,
        @Nullable String modelVersion,
        @Nullable String promptName,
        @Nullable String promptVersion) {

    /** One name for the whole, for instance {@code gpt-4o@2024-08-06/billing@12}: the group in the dimension {@code release}. */
    public String name() {
        String prompt = versioned(promptName == null ? "" : promptName, promptVersion);
        return versioned(model, modelVersion) + (prompt.isEmpty() ? "" : "/" + prompt);
    }

    private static String versioned(String name, @Nullable String version) {
        return version == null ? name : name + "@" + version;
    }
}
