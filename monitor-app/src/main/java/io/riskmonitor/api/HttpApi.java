package io.riskmonitor.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.config.MonitorConfig.Http;
import io.riskmonitor.config.MonitorConfig.Http.Tls;
import io.riskmonitor.gold.GoldStanding;
import io.riskmonitor.health.Health;
import io.riskmonitor.health.Trouble;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves health, metrics, the read API and the page, and takes commands. Started before Streams, for Streams may restore state for minutes
 * and somebody will want to know.
 */
public final class HttpApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** At most: a caller who dawdles holds one until its time is over. */
    private static final int READERS = 32;

    private static final int THREADS = 4;

    /** Commands that wait for a thread; others are asked to come again. */
    private static final int WAITING = 64;

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String ALERTS = "/api/v1/alerts";
    private static final String COMMANDS = "/api/v1/commands";
    private static final String READ = "GET, HEAD";
    private static final String POST = "POST";

    /** Limits of the server, which reads them once; whoever sets them as system properties knows why. */
    private static final Map<String, Integer> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", 10, // seconds until all of a request is there
            "sun.net.httpserver.maxRspTime", 30, // seconds until all of an answer is taken
            "sun.net.httpserver.maxReqHeaderSize", 16 * 1024,
            "sun.net.httpserver.maxReqHeaders", 100,
            "jdk.httpserver.maxConnections", 256);

    static {
        LIMITS.forEach((limit, most) -> System.setProperty(limit, System.getProperty(limit, most.toString())));
    }

    /** The caller is wrong. */
    private static final class BadRequest extends RuntimeException {
        final String detail;

        BadRequest(String detail) {
            super(detail);
            this.detail = detail;
        }
    }

    private final PrometheusMeterRegistry registry;
    private final Supplier<Health> health;
    private final Board board;
    private final CommandIntake commands;
    private final ReadAccess access;
    private final Function<@Nullable String, List<GoldStanding>> gold;
    private final Page page = Page.load();
    private final HttpServer server;
    private final ExecutorService workers = readers();

    /** Commands wait for the brokers; probes must not wait for them. */
    private final ExecutorService posts = new ThreadPoolExecutor(
            THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), threads("http-post-"));

    private HttpApi(
            HttpServer server,
            PrometheusMeterRegistry registry,
            Supplier<Health> health,
            Board board,
            CommandIntake commands,
            ReadAccess access,
            Function<@Nullable String, List<GoldStanding>> gold) {
        this.server = server;
        this.registry = registry;
        this.health = health;
        this.board = board;
        this.commands = commands;
        this.access = access;
        this.gold = gold;
    }

    /** Made when they are needed, and gone after a while. */
    private static ExecutorService readers() {
        ThreadPoolExecutor readers = new ThreadPoolExecutor(
                READERS, READERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads("http-"));
        readers.allowCoreThreadTimeOut(true);
        return readers;
    }

    private static ThreadFactory threads(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Listens from now on.
     *
     * @param http where, for whom, and whether by TLS
     * @param health how this instance is
     * @param commands what to do with what is posted
     * @param gold how an application stands to its gold set; null asks for all that this instance judges
     * @throws BindException with a message for people, where it cannot listen there
     * @throws IOException the same, where the files of TLS cannot be used
     */
    public static HttpApi start(
            Http http,
            PrometheusMeterRegistry registry,
            Supplier<Health> health,
            Board board,
            CommandIntake commands,
            Function<@Nullable String, List<GoldStanding>> gold)
            throws IOException {
        HttpServer server;
        try {
            server = server(new InetSocketAddress(http.host(), http.port()), http.tls());
        } catch (BindException e) {
            BindException told = new BindException("cannot listen on " + http.host() + ":" + http.port() + " ("
                    + e.getMessage() + "): is another program using the port?");
            told.initCause(e);
            throw told;
        }
        ReadAccess access = new ReadAccess(http.readToken(), http.token());
        HttpApi api = new HttpApi(server, registry, health, board, commands, access, gold);
        server.setExecutor(api.workers);
        server.createContext("/", api::handle);
        server.start();
        return api;
    }

    private static HttpServer server(InetSocketAddress address, @Nullable Tls tls) throws IOException {
        if (tls == null) {
            return HttpServer.create(address, 0);
        }
        HttpsConfigurator configurator = new HttpsConfigurator(TlsContext.of(tls));
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(configurator);
        return server;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
        posts.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        boolean isCommand = exchange.getRequestMethod().equals(POST);
        if (!isCommand || commands.refusal(exchange.getRequestHeaders()) != null) {
            answer(exchange, this::answer); // who may not send commands does not wait with those who may
            return;
        }
        try {
            posts.execute(() -> answerLater(exchange));
        } catch (RejectedExecutionException e) {
            answer(exchange, busy -> Answer.unavailable("Too many commands are waiting for the brokers."));
        }
    }

    private void answerLater(HttpExchange exchange) {
        try {
            answer(exchange, this::answer);
        } catch (IOException e) {
            LOG.debug("caller is gone path={}", exchange.getRequestURI().getRawPath(), e);
        }
    }

    private void answer(HttpExchange exchange, Function<HttpExchange, Answer> answer) throws IOException {
        try (exchange) {
            send(exchange, answer.apply(exchange));
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever goes wrong, the caller gets an answer and no stack trace
    private Answer answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        try {
            Headers request = exchange.getRequestHeaders();
            Answer refusal = method.equals(POST) ? commands.refusal(request) : access.refusal(path, request);
            if (refusal != null) {
                return refusal;
            }
            String allowed = allowed(path);
            if (!List.of(allowed.split(", ")).contains(method)) {
                return allowed.isEmpty()
                        ? nothingThere()
                        : Answer.problem(405, "Method Not Allowed", method + " is not possible here, but " + allowed)
                                .with("Allow", allowed);
            }
            return method.equals(POST) ? posted(exchange, path) : read(exchange, path);
        } catch (BadRequest e) {
            return Answer.problem(400, "Bad Request", e.detail);
        } catch (RuntimeException e) {
            LOG.error("request failed method={} path={}", method, path, e);
            return Answer.problem(500, "Internal Server Error", "The log of this instance says more.");
        }
    }

    /** The methods that are possible at a path; none where nothing is. */
    private static String allowed(String path) {
        return switch (path) {
            case "/", "/metrics", "/healthz", "/readyz", ALERTS, "/api/v1/rates", "/api/v1/gold" -> READ;
            case COMMANDS -> POST;
            default -> {
                String[] alert = alert(path);
                yield alert.length == 1
                        ? READ
                        : alert.length == 2 && CommandIntake.ANSWERS.contains(alert[1]) ? POST : "";
            }
        };
    }

    /** The id of an alert, and what is said to it; empty for another path. */
    private static String[] alert(String path) {
        return path.startsWith(ALERTS + "/") && path.length() > ALERTS.length() + 1
                ? path.substring(ALERTS.length() + 1).split("/", -1)
                : new String[0];
    }

    private static Answer nothingThere() {
        return Answer.problem(404, "Not Found", "There is nothing at this path.");
    }

    private Answer posted(HttpExchange exchange, String path) {
        if (path.equals(COMMANDS)) {
            return commands.command(exchange);
        }
        String[] said = alert(path);
        return onBoard(() -> board.alert(Query.decode(said[0]))
                .map(alert -> commands.answer(exchange, said[1], alert))
                .orElseGet(HttpApi::noAlert));
    }

    private Answer read(HttpExchange exchange, String path) {
        Query query = Query.parse(exchange.getRequestURI().getRawQuery());
        return switch (path) {
            case "/" -> new Answer(200, "text/html; charset=utf-8", page.html());
            case "/metrics" -> metrics(exchange.getRequestHeaders());
            case "/healthz" -> alive();
            case "/readyz" -> ready();
            case ALERTS -> alerts(status(query.get("state")), query.get("application"));
            case "/api/v1/rates" -> onBoard(() -> Answer.json(board.rates(query.get("application"))));
            case "/api/v1/gold" -> gold(query.get("application"));
            default -> onBoard(() -> alertOf(Query.decode(alert(path)[0])));
        };
    }

    private Answer metrics(Headers request) {
        String accept = request.getFirst("Accept");
        String format = accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
        return new Answer(200, format, registry.scrape(format));
    }

    private Answer alive() {
        Health now = health.get();
        if (!now.isAlive()) {
            return Answer.text(503, told("not alive", now.deadly()));
        }
        return Answer.text(200, now.isReady() ? "alive" : told("alive, but not ready", now.hindering()));
    }

    private Answer ready() {
        Health now = health.get();
        return now.isReady() ? Answer.text(200, "ready") : Answer.text(503, told("not ready", reasons(now)));
    }

    private static List<Trouble> reasons(Health health) {
        return health.isAlive() ? health.hindering() : health.deadly();
    }

    /** One line for each reason. */
    private static String told(String state, List<Trouble> reasons) {
        return reasons.stream().map(reason -> state + ": " + reason + ".").collect(Collectors.joining("\n"));
    }

    /** An empty answer from a board that is not read yet would be a false all-clear. */
    private Answer onBoard(Supplier<Answer> answer) {
        return board.isComplete()
                ? answer.get()
                : Answer.unavailable("What was published before is still being read. Try again soon.");
    }

    private Answer alerts(@Nullable AlertStatus state, @Nullable String application) {
        return onBoard(() -> Answer.json(board.alerts(state, application)));
    }

    /** Of what this instance judges; an empty answer before it does would be no answer. */
    private Answer gold(@Nullable String application) {
        Health now = health.get();
        return now.isReady()
                ? Answer.json(GoldJson.of(gold.apply(application)))
                : Answer.problem(503, "Service Unavailable", told("not ready", reasons(now)));
    }

    private Answer alertOf(String id) {
        return board.alert(id).map(Answer::json).orElseGet(HttpApi::noAlert);
    }

    private static Answer noAlert() {
        return Answer.problem(404, "Not Found", "No alert has this id, or it is over.");
    }

    private static @Nullable AlertStatus status(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(AlertStatus.values())
                .filter(status -> status.name().equals(name))
                .findAny()
                .orElseThrow(() -> new BadRequest(
                        "state must be one of " + Arrays.toString(AlertStatus.values()) + ", got " + name));
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.bytes();
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", page.policy());
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (answer.status() == 503) {
            headers.set("Retry-After", "1");
        }
        answer.headers().forEach(headers::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
