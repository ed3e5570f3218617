package io.riskmonitor.api;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may read: everybody, or who knows a token. As a bearer token, or as the password of basic authentication, which browsers
 * can ask for; commands take the first alone, so that no other site can make a browser send any.
 *
 * @param readToken null lets everybody read
 * @param token of those who may send commands; they may read, too
 */
record ReadAccess(@Nullable String readToken, @Nullable String token) {

    /** Whoever watches the process needs no token; the answers say nothing but how it is. */
    private static final Set<String> OPEN = Set.of("/healthz", "/livez", "/readyz");

    private static final String BASIC = "Basic ";

    /** Why this caller may not read; null for one who may. */
    @Nullable
    Answer refusal(String path, Headers request) {
        if (readToken == null || OPEN.contains(path) || isKnown(request.getFirst("Authorization"))) {
            return null;
        }
        return Answer.problem(
                        401,
                        "Unauthorized",
                        "Authorization: Bearer and the token of http.readToken is required, or the token as the password"
                                + " of any user.")
                .with("WWW-Authenticate", "Basic realm=\"risk-monitor\", charset=\"UTF-8\"");
    }

    private boolean isKnown(@Nullable String given) {
        return Stream.of(readToken, token)
                .filter(known -> known != null)
                .anyMatch(known -> Bearer.hasToken(given, bytes(known)) || isPassword(given, known));
    }

    private static boolean isPassword(@Nullable String given, String known) {
        if (given == null || !given.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(given.substring(BASIC.length()).strip());
            String userAndPassword = new String(decoded, StandardCharsets.UTF_8);
            String password = userAndPassword.substring(userAndPassword.indexOf(':') + 1);
            return Bearer.isSame(bytes(known), password);
        } catch (IllegalArgumentException e) {
            return false; // not base64
        }
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.UTF_8);
    }
}
