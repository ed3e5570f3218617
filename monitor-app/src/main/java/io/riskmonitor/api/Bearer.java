package io.riskmonitor.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Bearer tokens (RFC 6750), compared in a time that does not depend on how much of one was guessed. */
final class Bearer {

    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /** Whether a header Authorization carries the token. */
    static boolean hasToken(@Nullable String authorization, byte[] token) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && isSame(token, authorization.substring(SCHEME.length()).strip());
    }

    static boolean isSame(byte[] token, String given) {
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }
}
