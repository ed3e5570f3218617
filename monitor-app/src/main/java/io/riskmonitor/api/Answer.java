package io.riskmonitor.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a request is answered with. */
record Answer(int status, String contentType, String body, Map<String, String> headers) {

    Answer(int status, String contentType, String body) {
        this(status, contentType, body, Map.of());
    }

    /** The same with another status. */
    Answer as(int other) {
        return new Answer(other, contentType, body, headers);
    }

    /** The same with a header of its own. */
    Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more);
    }

    static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", body + "\n");
    }

    static Answer json(JsonNode body) {
        return new Answer(200, "application/json", body.toString());
    }

    static Answer json(List<ObjectNode> body) {
        return json(JsonNodeFactory.instance.arrayNode(body.size()).addAll(body));
    }

    /** A problem as in RFC 9457; {@code detail} tells the caller what to do about it. */
    static Answer problem(int status, String title, String detail) {
        ObjectNode problem = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        return new Answer(status, "application/problem+json", problem.toString());
    }

    /** It may be possible soon. */
    static Answer unavailable(String detail) {
        return problem(503, "Service Unavailable", detail);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
