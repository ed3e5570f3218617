package io.riskmonitor.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one monitor is run. {@link MonitorConfigs} reads it from a file and checks it; {@code docs/configuration.md} shows
 * it from the operator's side.
 *
 * @param topics names of the topics
 * @param kafka settings of every Kafka client; {@code bootstrap.servers} at least
 * @param schemaRegistry settings of the registry client, under Confluent's names; {@code schema.registry.url} at least
 * @param streams settings of Kafka Streams; they override ours
 * @param observe how events become tallies
 * @param judge how tallies become findings
 * @param http where the API listens
 * @param policies file whose policies are published at the start; none by default
 * @param health when an instance that does nothing is dead
 */
public record MonitorConfig(
        Topics topics,
        Map<String, String> kafka,
        Map<String, String> schemaRegistry,
        Map<String, String> streams,
        Observe observe,
        Judge judge,
        Http http,
        @Nullable Path policies,
        Health health) {

    /** Dead when others would call it dead. */
    public MonitorConfig(
            Topics topics,
            Map<String, String> kafka,
            Map<String, String> schemaRegistry,
            Map<String, String> streams,
            Observe observe,
            Judge judge,
            Http http,
            @Nullable Path policies) {
        this(topics, kafka, schemaRegistry, streams, observe, judge, http, policies, Health.DEFAULT);
    }

    /** The same with other settings of Kafka Streams. */
    public MonitorConfig withStreams(Map<String, String> settings) {
        return new MonitorConfig(topics, kafka, schemaRegistry, settings, observe, judge, http, policies, health);
    }

    /** The same, counting in another way. */
    public MonitorConfig withObserve(Observe other) {
        return new MonitorConfig(topics, kafka, schemaRegistry, streams, other, judge, http, policies, health);
    }

    /** The same with other limits of health. */
    public MonitorConfig withHealth(Health limits) {
        return new MonitorConfig(topics, kafka, schemaRegistry, streams, observe, judge, http, policies, limits);
    }

    /** Defaults for everything but the connections. */
    public static MonitorConfig of(Map<String, String> kafka, Map<String, String> schemaRegistry) {
        return new MonitorConfig(
                Topics.DEFAULT, kafka, schemaRegistry, Map.of(), Observe.DEFAULT, Judge.DEFAULT, Http.DEFAULT, null);
    }

    /** Without the values of client settings, which may be secrets. */
    @Override
    public String toString() {
        return "MonitorConfig[topics=" + topics + ", kafka=" + kafka.keySet() + ", schemaRegistry="
                + schemaRegistry.keySet() + ", streams=" + streams.keySet() + ", observe=" + observe + ", judge="
                + judge + ", http=" + http + ", policies=" + policies + ", health=" + health + "]";
    }

    /**
     * How events become tallies. Lengths of event time, but for {@code idleAfter} and {@code flushEvery}.
     *
     * @param pane length of the slices that are counted and judged, PT0.1S to PT1M, a whole part of a minute; shorter
     *     finds sooner and sends more
     * @param outOfOrder how far events of one partition may be out of order, PT0S to PT1H; a pane is judged this long
     *     after its end, so longer finds later; what comes later than this still counts in windows, but in no detector
     * @param lateness how late an event may still be counted, {@code outOfOrder} to P7D; longer keeps more panes open
     * @param idleAfter clock time without records after which a partition holds nobody up, PT1S to PT1H, longer than
     *     {@code flushEvery}; shorter finds sooner when traffic is uneven, longer takes fewer pauses for the end
     * @param allowedSkew how far a timestamp may be ahead of our clock, PT0S to P1D; beyond it the event is refused
     * @param verdictHorizon how long after its interaction a verdict may come, PT1M to P90D; longer needs more disk
     * @param earlyVerdicts how long a verdict waits for its interaction before it is refused, PT1S to
     *     {@code verdictHorizon}
     * @param conversationHorizon how long a failure stands for the later ones of its conversation, and a verdict for the
     *     next one, PT1M to P30D
     * @param flushEvery clock time between two sendings of the tallies that changed, PT0.01S to PT1M; shorter finds
     *     sooner and sends more
     * @param maxRecordBytes larger records are refused, 1024 to 104857600
     * @param refusals when so much is refused that it is better to stop
     */
    public record Observe(
            Duration pane,
            Duration outOfOrder,
            Duration lateness,
            Duration idleAfter,
            Duration allowedSkew,
            Duration verdictHorizon,
            Duration earlyVerdicts,
            Duration conversationHorizon,
            Duration flushEvery,
            int maxRecordBytes,
            Refusals refusals) {

        public static final Observe DEFAULT = new Observe(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofHours(72),
                Duration.ofHours(1),
                Duration.ofHours(24),
                Duration.ofMillis(500),
                1_048_576,
                Refusals.DEFAULT);

        /** The same with another time after which a partition holds nobody up. */
        public Observe withIdleAfter(Duration duration) {
            return new Observe(
                    pane,
                    outOfOrder,
                    lateness,
                    duration,
                    allowedSkew,
                    verdictHorizon,
                    earlyVerdicts,
                    conversationHorizon,
                    flushEvery,
                    maxRecordBytes,
                    refusals);
        }

        /** The same with another limit of what may be refused. */
        public Observe withRefusals(Refusals limits) {
            return new Observe(
                    pane,
                    outOfOrder,
                    lateness,
                    idleAfter,
                    allowedSkew,
                    verdictHorizon,
                    earlyVerdicts,
                    conversationHorizon,
                    flushEvery,
                    maxRecordBytes,
                    limits);
        }
    }

    /**
     * How much of an input topic may be refused before the monitor stops reading.
     *
     * @param atLeast refusals that it takes, 2 to 100000
     * @param maxShare tolerated share of them among what was received meanwhile, greater than 0; 1 never stops
     * @param within clock time in which that many have to come, PT1S to P1D
     */
    public record Refusals(int atLeast, double maxShare, Duration within) {

        public static final Refusals DEFAULT = new Refusals(500, 0.5, Duration.ofHours(1));

        /** Whatever is refused, the rest is read. */
        public static final Refusals NEVER_STOP = new Refusals(2, 1, Duration.ofSeconds(1));
    }

    /**
     * How tallies become findings.
     *
     * @param patience clock time after which a partition that neither moves nor is idle is left out, since a late alert
     *     is better than none; {@code observe.idleAfter} to PT1H
     * @param findingsEvery event time after which an unchanged finding is published again, PT1S to P1D; shorter gives
     *     smoother series and more records
     */
    public record Judge(Duration patience, Duration findingsEvery) {

        public static final Judge DEFAULT = new Judge(Duration.ofMinutes(2), Duration.ofMinutes(1));
    }

    /**
     * When an instance that does nothing is dead. Lengths of clock time.
     *
     * @param stuckAfter without progress although there is work, PT5S to PT1H; longer than a commit may take
     * @param startWithin for policies and gold cases to be read at the start, PT10S to P1D
     */
    public record Health(Duration stuckAfter, Duration startWithin) {

        public static final Health DEFAULT = new Health(Duration.ofMinutes(5), Duration.ofMinutes(15));
    }

    /**
     * Where the API listens.
     *
     * @param host address; {@code 0.0.0.0} is every one of the machine
     * @param port 0 to 65535; 0 takes any free one
     * @param token what whoever sends commands has to know; null takes none over HTTP
     * @param readToken what whoever reads has to know, probes of health excepted; null lets everybody read
     * @param tls what it proves itself with; null speaks in the clear
     */
    public record Http(
            String host,
            int port,
            @Nullable String token,
            @Nullable String readToken,
            @Nullable Tls tls) {

        public static final Http DEFAULT = new Http("0.0.0.0", 8080);

        /** What may stand in an Authorization header (RFC 6750), and is long enough not to be guessed. */
        public static final Pattern TOKEN = Pattern.compile("(?=.{16,1024}$)[A-Za-z0-9._~+/-]+=*");

        /** The same for people. */
        public static final String TOKEN_FORM =
                "must have 16 to 1024 letters, digits, '.', '_', '~', '+', '/' and '-', and '=' at its end";

        /** Nobody sends commands there. */
        public Http(String host, int port) {
            this(host, port, null);
        }

        /** In the clear, and everybody may read. */
        public Http(String host, int port, @Nullable String token) {
            this(host, port, token, null, null);
        }

        /** Without the tokens, which are secrets. */
        @Override
        public String toString() {
            return "Http[host=" + host + ", port=" + port + ", token=" + (token == null ? "none" : "set")
                    + ", readToken=" + (readToken == null ? "none" : "set") + ", tls=" + tls + "]";
        }

        /**
         * Files in PEM.
         *
         * @param certificate the certificate, and those between it and the one that clients trust
         * @param key its private key, PKCS 8, not encrypted
         */
        public record Tls(Path certificate, Path key) {}
    }
}
