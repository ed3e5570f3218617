package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.wire.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.junit.jupiter.api.Test;

class MonitorTopologyTest {

    private static final String GOLDEN = "topology.txt";

    private static final Pattern STORES = Pattern.compile("\\(stores: \\[([^]]*)]\\)");

    private final Topology topology = topology();

    private static Topology topology() {
        MonitorConfig config = MonitorConfig.of(Map.of(), Map.of());
        Properties settings = StreamsSettings.of(config);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        Wire wire = new Wire(Map.of("schema.registry.url", "mock://topology"), config.topics(), 1_000, () -> true);
        InstantSource clock = InstantSource.system();
        RiskMetrics metrics = new RiskMetrics(new SimpleMeterRegistry(), clock);
        return new MonitorTopology(
                        config,
                        8,
                        wire,
                        new PolicyBook(PolicyFiles.builtIn()),
                        metrics,
                        new Progress(),
                        clock,
                        new GoldStandings(),
                        new RefusalCircuit(config.observe().refusals(), metrics),
                        Upstream.EMPTY)
                .build(settings);
    }

    @Test
    void theTopologyIsAsItWas() throws IOException {
        String description = description();

        assertThat(description).as("""
                        The topology has changed. Running instances keep state under the names of its stages, stores
                        and internal topics: a renamed one starts empty, and sub-topologies that move number their
                        tasks anew. If you mean it, put what follows into monitor-app/src/test/resources/%s and say
                        in CHANGELOG.md what operators have to do:

                        %s""", GOLDEN, description).isEqualTo(golden());
    }

    @Test
    void nobodyReadsTheRefusals() {
        Set<String> read = new HashSet<>();
        topology.describe().subtopologies().forEach(part -> part.nodes().forEach(node -> {
            if (node instanceof Source source) {
                read.addAll(source.topicSet());
            }
        }));
        assertThat(read).contains("llm.interactions").doesNotContain("risk.refusals");
    }

    /** Stages list their stores in no certain order. */
    private String description() {
        return STORES.matcher(topology.describe().toString().strip())
                .replaceAll(match ->
                        "(stores: " + new TreeSet<>(Arrays.asList(match.group(1).split(", "))) + ")");
    }

    private static String golden() throws IOException {
        try (InputStream in = MonitorTopologyTest.class.getResourceAsStream("/" + GOLDEN)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void everythingHasAName() {
        assertThat(topology.describe().toString()).doesNotContain("KSTREAM-").doesNotContain("KTABLE-");
    }

    @Test
    void eventsPassTwoSubTopologiesPoliciesGoldAndCommandsOneOfTheirOwn() {
        assertThat(topology.describe().subtopologies())
                .extracting(MonitorTopologyTest::sources)
                .containsExactlyInAnyOrder(
                        "llm.interactions llm.verdicts strays",
                        "commands tallies",
                        "risk.policies",
                        "risk.gold",
                        "risk.commands");
        assertThat(topology.describe().globalStores())
                .extracting(store -> store.source().topicSet())
                .containsExactlyInAnyOrder(Set.of("risk.policies.accepted"), Set.of("risk.gold.accepted"));
    }

    private static String sources(Subtopology part) {
        return part.nodes().stream()
                .filter(Source.class::isInstance)
                .flatMap(node -> ((Source) node).topicSet().stream())
                .map(topic -> topic.replaceAll("(\\w+)-repartition", "$1"))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Test
    void internalTopicsAndStoresAreTheseAndNoOthers() {
        assertThat(sinks().filter(topic -> topic.endsWith("-repartition")).distinct())
                .containsExactlyInAnyOrder("strays-repartition", "tallies-repartition", "commands-repartition");
        assertThat(sinks().filter(topic -> topic.startsWith("risk.")).distinct())
                .containsExactlyInAnyOrder(
                        "risk.alerts",
                        "risk.alerts.current",
                        "risk.escalations",
                        "risk.digests",
                        "risk.findings",
                        "risk.flagged",
                        "risk.policies.accepted",
                        "risk.gold.accepted",
                        "risk.refusals",
                        "risk.reviews");
        assertThat(stores())
                .containsExactlyInAnyOrder(
                        Observe.CONTEXTS,
                        Observe.CONVERSATIONS,
                        Observe.EARLY_VERDICTS,
                        Observe.TALLIES,
                        Observe.GROUPS,
                        Observe.PROGRESS,
                        Judge.PANES,
                        Judge.WATERMARKS,
                        Judge.APPLICATIONS,
                        Judge.CELLS,
                        Judge.RULES,
                        Respond.ALERTS,
                        Respond.SILENCES,
                        Escalate.CLIMBS,
                        Escalate.DEADLINES,
                        PausedRules.PAUSES,
                        Digests.WEEKS,
                        Digests.LOGBOOKS,
                        LearnPolicies.POLICIES,
                        GoldResults.STORE,
                        LearnGold.GOLD,
                        Reviews.REVIEWS,
                        Reviews.DECISIONS,
                        Reviews.EARLY_RULINGS,
                        Sample.SAMPLES,
                        Flag.FLAGS);
    }

    private Stream<String> sinks() {
        return topology.describe().subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(Sink.class::isInstance)
                .map(node -> ((Sink) node).topic());
    }

    private TreeSet<String> stores() {
        return STORES.matcher(topology.describe().toString().strip())
                .results()
                .flatMap(match -> Arrays.stream(match.group(1).split(", ")))
                .filter(store -> !store.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
