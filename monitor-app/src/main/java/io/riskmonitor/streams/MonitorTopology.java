package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.Topics;
import io.riskmonitor.gold.GoldSet;
import io.riskmonitor.interaction.Admission;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.pane.Graded;
import io.riskmonitor.pane.Report;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.Wire;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The whole flow on one page: <em>observe</em> where the events lie, <em>judge</em> by application, <em>respond</em>.
 *
 * <pre>
 *   llm.interactions ─┐
 *   llm.verdicts ─────┴▶ admit ──▶ observe ══tallies══▶ judge ──▶ respond ──▶ risk.alerts, risk.alerts.current
 *                          │ ▲        │                    │          ├──▶ escalate ──▶ risk.escalations
 *                          │ │        │                    │          ╰──▶ digests ──▶ risk.digests
 *                          │ ╰strays══╡                    ╰──▶ risk.findings
 *                          ╰──────────┴──▶ risk.refusals
 *   risk.commands ──▶ admit ══by application══▶ reviews ──▶ respond
 *   judge ──▶ reviews ──▶ risk.reviews; decisions ══strays══▶ observe ──▶ llm.verdicts
 *   judge ──▶ sample, respond ──▶ flag ══strays══▶ observe ──▶ risk.flagged
 *   risk.policies ──▶ admit ──▶ risk.policies.accepted ──▶ every instance
 *   risk.gold ──────▶ admit ──▶ risk.gold.accepted ──────▶ every instance
 * </pre>
 *
 * @param partitions of the two input topics
 * @param standingTime how far time is while nothing arrives
 * @param goldStandings where results of gold cases are shown
 * @param circuit what stops it when most of what comes in is refused
 */
record MonitorTopology(
        MonitorConfig config,
        int partitions,
        Wire wire,
        PolicyBook policies,
        RiskMetrics metrics,
        Progress progress,
        InstantSource clock,
        StandingTime standingTime,
        GoldStandings goldStandings,
        RefusalCircuit circuit,
        Upstream upstream) {

    /** Over events that arrive as they happen. */
    MonitorTopology(
            MonitorConfig config,
            int partitions,
            Wire wire,
            PolicyBook policies,
            RiskMetrics metrics,
            Progress progress,
            InstantSource clock,
            GoldStandings goldStandings,
            RefusalCircuit circuit,
            Upstream upstream) {
        this(
                config,
                partitions,
                wire,
                policies,
                metrics,
                progress,
                clock,
                StandingTime.WITH_THE_CLOCK,
                goldStandings,
                circuit,
                upstream);
    }

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final Serde<String> TEXT = Serdes.String();

    /** The internal topic by which observers hear of each other, as Kafka Streams knows it, and of questions. */
    private static final String STRAYS = "strays-repartition";

    private static final byte[] NO_KEY = {};

    /** Builds the topology for Kafka Streams settings that may change how it is built. */
    public Topology build(Properties settings) {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings)));
        Topics topics = config.topics();

        policies(builder, topics);
        GoldSet gold = gold(builder, topics);

        Readings readings = new Readings(upstream, List.of(topics.interactions(), topics.verdicts()));
        Admission admission = new Admission(config.observe().allowedSkew());
        var admitted = builder.stream(
                        List.of(topics.interactions(), topics.verdicts()),
                        Consumed.with(BYTES, wire.received())
                                .withTimestampExtractor(new EventTime(admission, clock))
                                .withName("receive"))
                .process(
                        new Admit(config.observe(), admission, circuit, clock, partitions, metrics, readings),
                        Named.as("admit"))
                .split(Named.as("admitted-"))
                .branch((key, received) -> received.isRefused(), Branched.as("refused"))
                .branch((key, received) -> Admit.isForOthers(key, received, partitions), Branched.as("stray"))
                .defaultBranch(Branched.as("home"));

        KStream<byte[], Received> strays = of(admitted, "admitted-stray")
                .repartition(Repartitioned.with(BYTES, wire.moved())
                        .withNumberOfPartitions(partitions)
                        .withStreamPartitioner(new ToHome())
                        .withName("strays"));

        KStream<String, Observed> observed = of(admitted, "admitted-home")
                .merge(strays, Named.as("all-at-home"))
                .process(
                        new Observe(config, partitions, wire, policies, gold, metrics, progress, readings),
                        Named.as("observe"));

        KStream<String, Report> reports = observed.filter(
                        (key, o) -> o instanceof Observed.Reported, Named.as("reports"))
                .mapValues(o -> ((Observed.Reported) o).report(), Named.as("report"))
                .repartition(Repartitioned.with(TEXT, wire.report())
                        .withNumberOfPartitions(partitions)
                        .withStreamPartitioner(new ToJudges())
                        .withName("tallies"));
        reports.filter((key, report) -> RecordGold.concerns(report), Named.as("of-gold"))
                .process(new RecordGold(partitions, wire, gold, goldStandings, metrics), Named.as("record-gold"));

        KStream<String, Judged> judged = reports.filterNot(
                        (key, report) -> report instanceof Graded, Named.as("to-judge"))
                .process(new Judge(config, wire, policies, metrics, progress, standingTime), Named.as("judge"));

        judged.filter((application, j) -> j instanceof Judged.Found found && found.news(), Named.as("news"))
                .mapValues(j -> ((Judged.Found) j).finding(), Named.as("finding"))
                .to(topics.findings(), Produced.with(TEXT, wire.finding()).withName("publish-findings"));

        KStream<String, Reviewed> reviewed = judged.filter(
                        (application, j) -> Reviews.concerns(j), Named.as("for-reviews"))
                .merge(commands(builder, topics), Named.as("heard-by-reviews"))
                .process(new Reviews(config, wire, policies, metrics), Named.as("review"));
        reviewed.filter((key, r) -> r instanceof Reviewed.Changed, Named.as("changed-reviews"))
                .mapValues(r -> ((Reviewed.Changed) r).event(), Named.as("changed-review"))
                .to(topics.reviews(), Produced.with(TEXT, wire.reviewEvent()).withName("publish-reviews"));
        reviewed.filter((key, r) -> r instanceof Reviewed.Refused, Named.as("undecidable"))
                .map((key, r) -> refused(((Reviewed.Refused) r).command()), Named.as("undecidable-command"))
                .process(Refuse::new, Named.as("refuse-undecidable"))
                .to(topics.refusals(), Produced.with(BYTES, BYTES).withName("publish-undecidable"));
        KStream<String, Judged> passed = reviewed.filter(
                        (key, r) -> r instanceof Reviewed.Passed, Named.as("not-for-reviews"))
                .mapValues(r -> ((Reviewed.Passed) r).command(), Named.as("for-alerts"));

        KStream<String, Responded> responded = judged.merge(passed, Named.as("heard"))
                .process(new Respond(wire, policies, metrics), Named.as("respond"));
        KStream<String, Responded> escalated =
                responded.process(new Escalate(wire, policies, metrics), Named.as("escalate"));
        escalated
                .filter((key, r) -> r instanceof Responded.Escalated, Named.as("escalated"))
                .mapValues(r -> ((Responded.Escalated) r).escalation(), Named.as("escalation"))
                .to(topics.escalations(), Produced.with(TEXT, wire.escalation()).withName("publish-escalations"));
        responded
                .merge(escalated, Named.as("said"))
                .filter((key, r) -> r instanceof Responded.Refused, Named.as("unanswerable"))
                .map((key, r) -> refused(((Responded.Refused) r).command()), Named.as("unanswerable-command"))
                .process(Refuse::new, Named.as("refuse-unanswerable"))
                .to(topics.refusals(), Produced.with(BYTES, BYTES).withName("publish-unanswerable"));

        responded
                .process(new Digests(config.observe().lateness(), wire, policies), Named.as("digests"))
                .to(topics.digests(), Produced.with(TEXT, wire.digest()).withName("publish-digests"));

        KStream<String, AlertEvent> alerts = responded
                .filter((key, r) -> r instanceof Responded.Told, Named.as("told"))
                .mapValues(r -> ((Responded.Told) r).event(), Named.as("alert"));
        alerts.to(topics.alerts(), Produced.with(TEXT, wire.alert()).withName("publish-alerts"));
        alerts.mapValues(MonitorTopology::unlessOver, Named.as("current"))
                .to(topics.currentAlerts(), Produced.with(TEXT, wire.alert()).withName("publish-current-alerts"));

        KStream<String, Inquiry> asked = reviewed.filter((key, r) -> r instanceof Reviewed.Asked, Named.as("asked"))
                .mapValues(r -> ((Reviewed.Asked) r).inquiry(), Named.as("asked-to-decide"));
        KStream<String, Inquiry> sampled = judged.filter(
                        (application, j) -> Sample.concerns(j), Named.as("for-samples"))
                .process(new Sample(wire), Named.as("sample"));
        alerts.process(new Flag(config.observe().verdictHorizon(), wire), Named.as("flag"))
                .merge(sampled, Named.as("to-flag"))
                .merge(asked, Named.as("inquiries"))
                .map((key, inquiry) -> KeyValue.pair(NO_KEY, Received.of(inquiry)), Named.as("inquiry"))
                .to(
                        STRAYS,
                        Produced.with(BYTES, wire.moved())
                                .withStreamPartitioner(new ToHome())
                                .withName("ask-observers"));
        observed.filter((key, o) -> o instanceof Observed.Decided, Named.as("decided"))
                .mapValues(o -> ((Observed.Decided) o).verdict(), Named.as("human-verdict"))
                .to(topics.verdicts(), Produced.with(TEXT, wire.verdict()).withName("publish-human-verdicts"));
        observed.filter((key, o) -> o instanceof Observed.Flagged, Named.as("to-look-at"))
                .mapValues(o -> ((Observed.Flagged) o).flagged(), Named.as("flagged"))
                .to(topics.flagged(), Produced.with(TEXT, wire.flagged()).withName("publish-flagged"));

        KStream<byte[], Received> refusedVerdicts = observed.filter(
                        (key, o) -> o instanceof Observed.Refused, Named.as("expired-verdicts"))
                .map((key, o) -> ((Observed.Refused) o).asRecord(), Named.as("expired-verdict"));
        of(admitted, "admitted-refused")
                .merge(refusedVerdicts, Named.as("refused"))
                .process(Refuse::new, Named.as("refuse"))
                .to(topics.refusals(), Produced.with(BYTES, BYTES).withName("publish-refusals"));

        return builder.build(settings);
    }

    private void policies(StreamsBuilder builder, Topics topics) {
        new Gated(LearnPolicies.POLICIES, topics.policies(), topics.acceptedPolicies(), topics.refusals())
                .build(
                        builder,
                        new AdmitPolicies(topics.policies(), wire, metrics),
                        new LearnPolicies(topics.acceptedPolicies(), wire, policies));
    }

    private GoldSet gold(StreamsBuilder builder, Topics topics) {
        GoldSet cases = new GoldSet();
        new Gated(LearnGold.GOLD, topics.gold(), topics.acceptedGold(), topics.refusals())
                .build(
                        builder,
                        new AdmitGold(topics.gold(), wire, metrics),
                        new LearnGold(topics.acceptedGold(), wire, cases));
        return cases;
    }

    /** Those that can be read, where the alerts of their application are. Share nothing with these, as policies do. */
    private KStream<String, Judged> commands(StreamsBuilder builder, Topics topics) {
        var commands = builder.stream(
                        topics.commands(), Consumed.with(BYTES, wire.received()).withName("receive-commands"))
                .process(() -> new AdmitCommands(config.observe().allowedSkew(), metrics), Named.as("admit-commands"))
                .split(Named.as("commands-"))
                .branch((key, received) -> received.isRefused(), Branched.as("refused"))
                .defaultBranch(Branched.as("accepted"));
        of(commands, "commands-refused")
                .process(Refuse::new, Named.as("refuse-commands"))
                .to(topics.refusals(), Produced.with(BYTES, BYTES).withName("publish-refused-commands"));
        return of(commands, "commands-accepted")
                .repartition(Repartitioned.with(BYTES, wire.moved())
                        .withNumberOfPartitions(partitions)
                        .withStreamPartitioner(new ToHome())
                        .withName("commands"))
                .map(MonitorTopology::commanded, Named.as("commanded"));
    }

    private static KeyValue<String, Judged> commanded(byte[] key, Received received) {
        if (received.accepted() instanceof ReviewDecision decision) {
            return KeyValue.pair(decision.application(), new Judged.Decision(decision, received));
        }
        AlertCommand command = (AlertCommand) received.accepted();
        return KeyValue.pair(command.application(), new Judged.Commanded(command, received));
    }

    @SuppressWarnings("NullAway") // a record that came without a key is refused without one
    private static KeyValue<byte[], Received> refused(Received command) {
        return KeyValue.pair(command.key(), command);
    }

    private static <K, V> KStream<K, V> of(Map<String, KStream<K, V>> branches, String name) {
        return Objects.requireNonNull(branches.get(name), name);
    }

    /** The current state of an alert; none once it is over, which deletes it from the compacted topic. */
    @SuppressWarnings("NullAway") // a null value is a deletion
    private static AlertEvent unlessOver(AlertEvent event) {
        return event.status().isOver() ? null : event;
    }
}
