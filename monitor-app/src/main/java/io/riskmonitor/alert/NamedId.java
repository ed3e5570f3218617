package io.riskmonitor.alert;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids that the same input makes again: name-based UUIDs (RFC 9562, version 3). */
public final class NamedId {

    private NamedId() {}

    /** The id of this name. */
    public static String of(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
