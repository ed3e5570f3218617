package io.riskmonitor.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of a request; of one that is given twice the last counts, and an empty one is none. */
record Query(Map<String, String> parameters) {

    /** The server has refused malformed escapes before. */
    static Query parse(@Nullable String raw) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && equals < pair.length() - 1) {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return new Query(parameters);
    }

    @Nullable
    String get(String name) {
        return parameters.get(name);
    }

    static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
