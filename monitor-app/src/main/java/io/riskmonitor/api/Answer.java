package io.riskmonitor.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a request is answered with. */
record Answer(int status, String contentType, String body) {

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

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
