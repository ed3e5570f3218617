package io.riskmonitor.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.client.rest.entities.ErrorMessage;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import io.confluent.kafka.schemaregistry.client.rest.entities.SubjectVersion;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaRequest;
import io.confluent.kafka.schemaregistry.utils.JacksonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Confluent's REST interface to {@link RegisteredSchemas}: what clients and people ask for, without deletion. */
final class RegistryApi implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryApi.class);
    private static final ObjectMapper JSON = JacksonMapper.INSTANCE;
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    /** In bytes; the largest of our own schemas has about 10,000. */
    private static final int LARGEST_BODY = 1 << 20;

    private final RegisteredSchemas schemas;
    private final List<Route> routes;

    RegistryApi(RegisteredSchemas schemas) {
        this.schemas = schemas;
        this.routes = List.of(
                new Route("GET", "/", call -> Map.of()),
                new Route("GET", "/subjects", call -> schemas.subjects()),
                new Route("POST", "/subjects/{}", call -> schemas.lookup(call.schema(), call.asks("normalize"))),
                new Route("GET", "/subjects/{}/versions", call -> schemas.versionNumbers(call.subject())),
                new Route("POST", "/subjects/{}/versions", this::register),
                new Route("GET", "/subjects/{}/versions/{}", call -> schemas.version(call.subject(), call.version())),
                new Route("GET", "/subjects/{}/versions/{}/schema", this::schemaOfVersion),
                new Route("GET", "/schemas/types", call -> List.of("AVRO")),
                new Route("GET", "/schemas/ids/{}", call -> new SchemaString(schemas.byId(call.id()))),
                new Route("GET", "/schemas/ids/{}/schema", this::schemaOfId),
                new Route("GET", "/schemas/ids/{}/subjects", this::subjectsOfId),
                new Route("GET", "/schemas/ids/{}/versions", call -> schemas.usesOf(call.id())),
                new Route("POST", "/compatibility/subjects/{}/versions", this::checkAll),
                new Route("POST", "/compatibility/subjects/{}/versions/{}", this::check),
                new Route("GET", "/config", call -> Map.of("compatibilityLevel", schemas.level().name)),
                new Route("PUT", "/config", this::setLevel),
                new Route("GET", "/config/{}", this::levelOfSubject),
                new Route("PUT", "/config/{}", this::setLevelOfSubject),
                new Route("GET", "/mode", call -> Map.of("mode", "READWRITE")),
                new Route("GET", "/mode/{}", call -> Map.of("mode", "READWRITE")));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            byte[] body;
            try {
                body = json(answer(exchange));
            } catch (Refusal e) {
                status = e.status();
                body = json(new ErrorMessage(e.code(), e.getMessage()));
            } catch (RuntimeException e) { // the edge: without an answer the client hangs, and nobody would log it
                LOG.error("registry failed method={} uri={}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                status = 500;
                body = json(new ErrorMessage(50001, "Error in the registry: " + e.getMessage()));
            }
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] json(Object body) throws IOException {
        return body instanceof RawJson raw ? raw.text().getBytes(StandardCharsets.UTF_8) : JSON.writeValueAsBytes(body);
    }

    private Object answer(HttpExchange exchange) throws IOException, Refusal {
        List<String> path = Route.segments(exchange.getRequestURI().getRawPath());
        List<Route> samePath =
                routes.stream().filter(route -> route.matches(path)).toList();
        if (samePath.isEmpty()) {
            throw new Refusal(404, 404, "HTTP 404 Not Found");
        }
        Optional<Route> route = samePath.stream()
                .filter(candidate -> candidate.method().equals(exchange.getRequestMethod()))
                .findFirst();
        if (route.isEmpty()) {
            List<String> allowed = samePath.stream().map(Route::method).toList();
            exchange.getResponseHeaders().set("Allow", String.join(", ", allowed));
            throw new Refusal(405, 405, "HTTP 405 Method Not Allowed");
        }
        return route.get().action().answer(new Call(exchange, route.get().variables(path)));
    }

    private Object register(Call call) throws IOException, Refusal {
        Schema schema = call.schema();
        if (schema.getId() != null && schema.getId() >= 0) {
            throw new Refusal(422, 42205, "Ids are given out by the registry; import mode is not supported");
        }
        return Map.of("id", schemas.register(schema, call.asks("normalize")));
    }

    private Object schemaOfVersion(Call call) throws Refusal {
        return new RawJson(schemas.version(call.subject(), call.version()).getSchema());
    }

    private Object schemaOfId(Call call) throws Refusal {
        return new RawJson(schemas.byId(call.id()).getSchema());
    }

    private Object subjectsOfId(Call call) throws Refusal {
        return schemas.usesOf(call.id()).stream()
                .map(SubjectVersion::getSubject)
                .distinct()
                .toList();
    }

    private Object check(Call call) throws IOException, Refusal {
        return verdict(call, schemas.check(call.schema(), call.version(), call.asks("normalize")));
    }

    private Object checkAll(Call call) throws IOException, Refusal {
        return verdict(call, schemas.checkAll(call.schema(), call.asks("normalize")));
    }

    private static Object verdict(Call call, List<String> problems) {
        boolean compatible = problems.isEmpty();
        return call.asks("verbose")
                ? Map.of("is_compatible", compatible, "messages", problems)
                : Map.of("is_compatible", compatible);
    }

    private Object setLevel(Call call) throws IOException, Refusal {
        CompatibilityLevel level = call.level();
        schemas.setLevel(level);
        return Map.of("compatibility", level.name);
    }

    private Object levelOfSubject(Call call) throws Refusal {
        CompatibilityLevel level = call.asks("defaultToGlobal")
                ? schemas.level(call.subject())
                : schemas.ownLevel(call.subject())
                        .orElseThrow(() -> new Refusal(
                                404,
                                40408,
                                "Subject '%s' does not have subject-level compatibility configured"
                                        .formatted(call.subject())));
        return Map.of("compatibilityLevel", level.name);
    }

    private Object setLevelOfSubject(Call call) throws IOException, Refusal {
        CompatibilityLevel level = call.level();
        schemas.setLevel(call.subject(), level);
        return Map.of("compatibility", level.name);
    }

    /** A schema is JSON already. */
    private record RawJson(String text) {}

    private interface Action {
        Object answer(Call call) throws IOException, Refusal;
    }

    /** {@code {}} in the path stands for one segment, whatever it is. */
    private record Route(String method, String path, Action action) {

        private static final String VARIABLE = "{}";

        static List<String> segments(String path) {
            return List.of(path.split("/")); // "/a/" and "/a" are the same
        }

        boolean matches(List<String> actual) {
            List<String> expected = segments(path);
            if (expected.size() != actual.size()) {
                return false;
            }
            for (int i = 0; i < actual.size(); i++) {
                if (!expected.get(i).equals(VARIABLE) && !expected.get(i).equals(actual.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** In the order of the path, decoded. */
        List<String> variables(List<String> actual) {
            List<String> expected = segments(path);
            List<String> variables = new ArrayList<>();
            for (int i = 0; i < actual.size(); i++) {
                if (expected.get(i).equals(VARIABLE)) {
                    variables.add(decode(actual.get(i)));
                }
            }
            return variables;
        }

        /** A plus sign is a space in a form, but itself in a path. */
        private static String decode(String segment) {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }

    /** One request, as its action wants to see it. */
    private record Call(HttpExchange exchange, List<String> variables) {

        String subject() {
            return variables.get(0);
        }

        int id() throws Refusal {
            try {
                return Integer.parseInt(variables.get(0));
            } catch (NumberFormatException e) {
                throw new Refusal(404, 404, "HTTP 404 Not Found");
            }
        }

        int version() throws Refusal {
            String version = variables.get(1);
            if (version.equals("latest") || version.equals("-1")) {
                return RegisteredSchemas.LATEST;
            }
            try {
                int number = Integer.parseInt(version);
                if (number > 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // the same answer as to zero
            }
            throw new Refusal(
                    422,
                    42202,
                    "The specified version '%s' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
                            .formatted(version));
        }

        /** Whether the query has {@code flag=true}. */
        boolean asks(String flag) {
            String query = exchange.getRequestURI().getRawQuery();
            return query != null && List.of(query.split("&")).contains(flag + "=true");
        }

        Schema schema() throws IOException, Refusal {
            return new Schema(subject(), body(RegisterSchemaRequest.class));
        }

        CompatibilityLevel level() throws IOException, Refusal {
            Object level = body(Map.class).get("compatibility");
            return RegisteredSchemas.levelNamed(String.valueOf(level));
        }

        private <T> T body(Class<T> type) throws IOException, Refusal {
            byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                // read on for a while: a client that is cut off while it sends does not see the answer
                exchange.getRequestBody().readNBytes(8 * LARGEST_BODY);
                exchange.getResponseHeaders().set("Connection", "close");
                throw new Refusal(413, 413, "The body is larger than " + LARGEST_BODY + " bytes");
            }
            try {
                T body = JSON.readerFor(type)
                        .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .readValue(bytes);
                if (body == null) {
                    throw new Refusal(400, 400, "The body is null");
                }
                return body;
            } catch (JsonProcessingException e) {
                throw new Refusal(400, 400, "The body is not the expected JSON: " + e.getOriginalMessage());
            }
        }
    }
}
