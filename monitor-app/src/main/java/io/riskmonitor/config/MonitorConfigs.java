package io.riskmonitor.config;

import io.riskmonitor.config.InvalidConfiguration.Complaint;
import io.riskmonitor.config.MonitorConfig.Health;
import io.riskmonitor.config.MonitorConfig.Http;
import io.riskmonitor.config.MonitorConfig.Judge;
import io.riskmonitor.config.MonitorConfig.Observe;
import io.riskmonitor.config.MonitorConfig.Refusals;
import io.riskmonitor.document.Problem;
import io.riskmonitor.document.Section;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the settings of a monitor from a file. Every range stands here and in {@code docs/configuration.md}. */
public final class MonitorConfigs {

    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final String REGISTRY = "schema.registry.";
    private static final String REGISTRY_URL = REGISTRY + "url";

    /** What Kafka allows in the name of a topic, less what the longest name of ours needs of its 249 characters. */
    private static final Pattern TOPIC_PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    private static final Pattern PASSWORD_IN_URL = Pattern.compile("//[^/,]*@");

    private final Section root;

    private MonitorConfigs(Section root) {
        this.root = root;
    }

    /**
     * The settings in a file; what it does not say has its default. {@code ${NAME}} stands for an environment variable.
     *
     * @throws InvalidConfiguration with every problem, if there is one
     */
    public static MonitorConfig read(Path file) {
        return parse(file, SourceParser.contentOf(file), System::getenv);
    }

    static MonitorConfig parse(Path file, String content, Function<String, @Nullable String> environment) {
        List<SourceDocument> documents = SourceParser.parse(file.toString(), content, environment);
        if (documents.size() != 1) {
            String problem = documents.isEmpty() ? "has no settings" : "has more than one document";
            throw new InvalidConfiguration(List.of(new Complaint(file.toString(), 0, new Problem("", problem))));
        }
        Section root = Section.of(documents.get(0).tree());
        MonitorConfig config = new MonitorConfigs(root).config(file);
        List<Complaint> complaints = documents.get(0).complaints(root.problems());
        if (!complaints.isEmpty()) {
            throw new InvalidConfiguration(complaints);
        }
        return config;
    }

    private MonitorConfig config(Path file) {
        Topics topics = topics(root.sectionOrEmpty("topics"));
        Map<String, String> kafka = kafka(root.sectionOrEmpty("kafka"));
        Map<String, String> registry = schemaRegistry(root.sectionOrEmpty("schemaRegistry"));
        Map<String, String> streams = root.sectionOrEmpty("streams").settings();
        Observe observe = observe(root.sectionOrEmpty("observe"));
        Judge judge = judge(root.sectionOrEmpty("judge"), observe);
        Http http = http(root.sectionOrEmpty("http"), file);
        Path policies = path(root, "policies", file);
        Health health = health(root.sectionOrEmpty("health"));
        root.nothingElse();
        return new MonitorConfig(topics, kafka, registry, streams, observe, judge, http, policies, health);
    }

    private static Topics topics(Section section) {
        String prefix = section.text("prefix");
        section.nothingElse();
        if (prefix == null) {
            return Topics.DEFAULT;
        }
        if (!TOPIC_PREFIX.matcher(prefix).matches()) {
            section.problem("prefix", "must have at most 200 letters, digits, '.', '_' and '-', got '" + prefix + "'");
        }
        return new Topics(prefix);
    }

    private static Map<String, String> kafka(Section section) {
        section.require(BOOTSTRAP);
        return section.settings();
    }

    /** Gives the short names their prefix: the registry client knows those three with the prefix alone. */
    private static Map<String, String> schemaRegistry(Section section) {
        if (!section.has("url") && !section.has(REGISTRY_URL)) {
            section.problem("url", "is required");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        section.settings().forEach((key, value) -> {
            boolean prefixed = key.equals("url") || key.equals("url.randomize") || key.startsWith("ssl.");
            String name = prefixed ? REGISTRY + key : key;
            if (settings.putIfAbsent(name, value) != null) {
                section.problem(key, "is there twice: with and without " + REGISTRY);
            }
            if (name.equals(REGISTRY_URL) && PASSWORD_IN_URL.matcher(value).find()) {
                section.problem(
                        key,
                        "must have no user and password in it, for clients write it to their logs; set"
                                + " basic.auth.credentials.source to USER_INFO, and basic.auth.user.info");
            }
        });
        return settings;
    }

    private static Observe observe(Section section) {
        Observe defaults = Observe.DEFAULT;
        Duration pane = section.duration("pane", Duration.ofMillis(100), Duration.ofMinutes(1), defaults.pane());
        Duration outOfOrder = section.duration("outOfOrder", Duration.ZERO, Duration.ofHours(1), defaults.outOfOrder());
        Duration lateness = section.duration("lateness", Duration.ZERO, Duration.ofDays(7), defaults.lateness());
        Duration idleAfter =
                section.duration("idleAfter", Duration.ofSeconds(1), Duration.ofHours(1), defaults.idleAfter());
        Duration allowedSkew =
                section.duration("allowedSkew", Duration.ZERO, Duration.ofDays(1), defaults.allowedSkew());
        Duration verdictHorizon = section.duration(
                "verdictHorizon", Duration.ofMinutes(1), Duration.ofDays(90), defaults.verdictHorizon());
        Duration earlyVerdicts =
                section.duration("earlyVerdicts", Duration.ofSeconds(1), Duration.ofDays(90), defaults.earlyVerdicts());
        Duration conversationHorizon = section.duration(
                "conversationHorizon", Duration.ofMinutes(1), Duration.ofDays(30), defaults.conversationHorizon());
        Duration flushEvery =
                section.duration("flushEvery", Duration.ofMillis(10), Duration.ofMinutes(1), defaults.flushEvery());
        int maxRecordBytes = (int) section.whole("maxRecordBytes", 1_024, 104_857_600, defaults.maxRecordBytes());
        Refusals refusals = refusals(section.sectionOrEmpty("refusals"));
        section.nothingElse();

        if (pane.toNanosPart() % 1_000_000 != 0 || Duration.ofMinutes(1).toMillis() % pane.toMillis() != 0) {
            section.problem(
                    "pane", "must be a whole part of a minute, for instance PT0.5S, PT1S or PT10S, got " + pane);
        }
        atLeast(section, "lateness", lateness, "observe.outOfOrder", outOfOrder);
        atLeast(section, "idleAfter", idleAfter, "observe.flushEvery", flushEvery);
        atLeast(section, "verdictHorizon", verdictHorizon, "observe.earlyVerdicts", earlyVerdicts);
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
                refusals);
    }

    private static Refusals refusals(Section section) {
        Refusals defaults = Refusals.DEFAULT;
        int atLeast = (int) section.whole("atLeast", 2, 100_000, defaults.atLeast());
        double maxShare = section.share("maxShare", defaults.maxShare());
        Duration within = section.duration("within", Duration.ofSeconds(1), Duration.ofDays(1), defaults.within());
        section.nothingElse();
        return new Refusals(atLeast, maxShare, within);
    }

    private static Judge judge(Section section, Observe observe) {
        Duration patience =
                section.duration("patience", Duration.ofSeconds(1), Duration.ofHours(1), Judge.DEFAULT.patience());
        Duration findingsEvery = section.duration(
                "findingsEvery", Duration.ofSeconds(1), Duration.ofDays(1), Judge.DEFAULT.findingsEvery());
        section.nothingElse();
        atLeast(section, "patience", patience, "observe.idleAfter", observe.idleAfter());
        return new Judge(patience, findingsEvery);
    }

    private static Health health(Section section) {
        Duration stuckAfter =
                section.duration("stuckAfter", Duration.ofSeconds(5), Duration.ofHours(1), Health.DEFAULT.stuckAfter());
        Duration startWithin = section.duration(
                "startWithin", Duration.ofSeconds(10), Duration.ofDays(1), Health.DEFAULT.startWithin());
        section.nothingElse();
        return new Health(stuckAfter, startWithin);
    }

    private static Http http(Section section, Path file) {
        String host = section.text("host");
        int port = (int) section.whole("port", 0, 65_535, Http.DEFAULT.port());
        String token = section.secret("token", Http.TOKEN, Http.TOKEN_FORM);
        String readToken = section.secret("readToken", Http.TOKEN, Http.TOKEN_FORM);
        Http.Tls tls = section.has("tls") ? tls(section.sectionOrEmpty("tls"), file) : null;
        section.nothingElse();
        return new Http(host == null ? Http.DEFAULT.host() : host, port, token, readToken, tls);
    }

    private static Http.@Nullable Tls tls(Section section, Path file) {
        section.require("certificate");
        section.require("key");
        Path certificate = path(section, "certificate", file);
        Path key = path(section, "key", file);
        section.nothingElse();
        return certificate == null || key == null ? null : new Http.Tls(certificate, key);
    }

    /** Relative to the file that names it, so that the two can be moved together. */
    private static @Nullable Path path(Section section, String key, Path file) {
        String path = section.text(key);
        if (path == null) {
            return null;
        }
        try {
            return file.resolveSibling(path);
        } catch (InvalidPathException invalid) {
            section.problem(key, "is not a path: " + invalid.getReason());
            return null;
        }
    }

    private static void atLeast(Section section, String key, Duration value, String otherPath, Duration other) {
        if (value.compareTo(other) < 0) {
            section.problem(key, "must be at least " + otherPath + " (" + other + "), got " + value);
        }
    }
}
