package io.riskmonitor.wire;

import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.OpenAlert;
import io.riskmonitor.alert.Pause;
import io.riskmonitor.alert.Silence;
import io.riskmonitor.config.Topics;
import io.riskmonitor.digest.Digest;
import io.riskmonitor.digest.Logbook;
import io.riskmonitor.digest.SeriesWeek;
import io.riskmonitor.escalation.Climb;
import io.riskmonitor.escalation.Escalation;
import io.riskmonitor.escalation.RunningDeadline;
import io.riskmonitor.gold.GoldDay;
import io.riskmonitor.health.Waits;
import io.riskmonitor.interaction.KnownInteraction;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.judge.ApplicationMemory;
import io.riskmonitor.judge.RuleMemory;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Trials;
import io.riskmonitor.policy.PolicyReader;
import io.riskmonitor.policy.PolicyReading;
import io.riskmonitor.review.Flagged;
import io.riskmonitor.review.Review;
import io.riskmonitor.review.ReviewEvent;
import io.riskmonitor.review.ReviewKey;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.schema.RiskPolicy;
import io.riskmonitor.segment.KnownGroups;
import io.riskmonitor.segment.Series;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * How everything that the topology reads, writes and keeps is laid out. Public topics carry Avro in Confluent's wire
 * format; internal topics and stores a compact layout of our own.
 */
public final class Wire {

    private final Map<String, Object> registrySettings;
    private final Topics topics;
    private final RegistryTrouble registry;
    private final int maxRecordBytes;
    private final EventDecoder events;
    private final AvroReader policies;

    /**
     * @param registrySettings of the schema registry client, with {@code schema.registry.url}
     * @param maxRecordBytes larger records are refused
     * @param stopping whether to give up waiting for the registry because the program is about to stop
     */
    public Wire(Map<String, ?> registrySettings, Topics topics, int maxRecordBytes, BooleanSupplier stopping) {
        this(registrySettings, topics, maxRecordBytes, stopping, new Waits(InstantSource.system()));
    }

    /** @param waits where it is said that somebody waits for the registry */
    public Wire(
            Map<String, ?> registrySettings, Topics topics, int maxRecordBytes, BooleanSupplier stopping, Waits waits) {
        this.registrySettings = new HashMap<>(registrySettings);
        // the generated classes say "use java.lang.String", which is nobody else's concern
        this.registrySettings.put(KafkaAvroSerializerConfig.AVRO_REMOVE_JAVA_PROPS_CONFIG, true);
        this.registrySettings.putIfAbsent(AbstractKafkaSchemaSerDeConfig.AUTO_REGISTER_SCHEMAS, true);
        this.topics = topics;
        this.maxRecordBytes = maxRecordBytes;
        this.registry = new RegistryTrouble(stopping, waits);
        AvroReader reader = new AvroReader(this.registrySettings, registry);
        this.events = new EventDecoder(reader, maxRecordBytes);
        this.policies = reader;
    }

    /** Events as they come in, on either input topic, and commands. */
    public Serde<Received> received() {
        return Serdes.serdeFrom((topic, received) -> received.value(), (topic, value) -> decode(topic, null, value));
    }

    private Received decode(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        if (topic.equals(topics.commands())) {
            return events.decodeCommand(topic, key, value);
        }
        return topic.equals(topics.verdicts())
                ? events.decodeVerdict(topic, key, value)
                : events.decodeInteraction(topic, key, value);
    }

    /** Events on their way to the partition where they belong, and those that wait for another; and questions. */
    public Serde<Received> moved() {
        return movedFormat().serde();
    }

    private ReceivedFormat movedFormat() {
        return new ReceivedFormat((origin, key, value) -> {
            Received received = decode(origin.topic(), key, value);
            return new Received(origin, key, value, received.event(), received.refusal());
        });
    }

    public Serde<Report> report() {
        return new ReportFormat().serde();
    }

    public Serde<PaneKey> paneKey() {
        return new Keys.Panes().serde();
    }

    public Serde<Tally> tally() {
        return new TallyFormat().serde();
    }

    public Serde<KnownInteraction> knownInteraction() {
        return new KnownInteractionFormat().serde();
    }

    public static Serde<Map<Series, Trials>> conversation() {
        return new ConversationFormat().serde();
    }

    public Serde<KnownGroups> knownGroups() {
        return new KnownGroupsFormat().serde();
    }

    public Serde<EarlyVerdict> earlyVerdict() {
        return new Keys.EarlyVerdicts().serde();
    }

    public Serde<CellKey> cellKey() {
        return new Keys.Cells().serde();
    }

    public Serde<CellHistory> cellHistory() {
        return new CellHistoryFormat().serde();
    }

    public Serde<RuleKey> ruleKey() {
        return new Keys.Rules().serde();
    }

    public Serde<RuleMemory> ruleMemory() {
        return new RuleMemoryFormat().serde();
    }

    public Serde<ApplicationMemory> applicationMemory() {
        return new ApplicationMemoryFormat().serde();
    }

    public Serde<AlertKey> alertKey() {
        return new Keys.AlertKeys().serde();
    }

    public Serde<OpenAlert> openAlert() {
        return new OpenAlertFormat().serde();
    }

    public Serde<WeekKey> weekKey() {
        return new Keys.Weeks().serde();
    }

    public Serde<SeriesWeek> seriesWeek() {
        return new SeriesWeekFormat().serde();
    }

    public Serde<Logbook> logbook() {
        return new LogbookFormat().serde();
    }

    /** Weekly reviews as published. */
    public Serde<Digest> digest() {
        return publishedOnly(PublishedDigest::of);
    }

    public Serde<Silence> silence() {
        return new SilenceFormat().serde();
    }

    public Serde<Climb> climb() {
        return new ClimbFormat().serde();
    }

    public Serde<RunningDeadline.Key> deadlineKey() {
        return new RunningDeadlineFormat.Key().serde();
    }

    public Serde<RunningDeadline> deadline() {
        return new RunningDeadlineFormat().serde();
    }

    /** Escalations as published. */
    public Serde<Escalation> escalation() {
        return publishedOnly(Published::escalation);
    }

    public Serde<Pause> pause() {
        return new PauseFormat().serde();
    }

    /** A gold case as published, or why it is none. */
    public Received readGoldCase(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return events.decodeGoldCase(topic, key, value);
    }

    public Serde<GoldDayKey> goldDayKey() {
        return new Keys.GoldDays().serde();
    }

    public Serde<GoldDay> goldDay() {
        return new GoldDayFormat().serde();
    }

    public Serde<ReviewKey> reviewKey() {
        return new Keys.Reviews().serde();
    }

    public Serde<Review> review() {
        return new ReviewFormat().serde();
    }

    public Serde<AskedDecision> askedDecision() {
        return new AskedDecisionFormat(movedFormat()).serde();
    }

    public Serde<HourKey> hourKey() {
        return new Keys.Hours().serde();
    }

    public Serde<SampleKey> sampleKey() {
        return new Keys.Samples().serde();
    }

    public Serde<List<String>> names() {
        return new NamesFormat().serde();
    }

    /** Reviews as published. */
    public Serde<ReviewEvent> reviewEvent() {
        return publishedOnly(Published::review);
    }

    /** Interactions to look at, as published. */
    public Serde<Flagged> flagged() {
        return publishedOnly(Published::flagged);
    }

    /** Verdicts as published. */
    public Serde<Verdict> verdict() {
        return publishedOnly(Published::verdict);
    }

    /** Alerts as published. */
    public Serde<AlertEvent> alert() {
        return publishedOnly(Published::alert);
    }

    /** Findings as published. */
    public Serde<Finding> finding() {
        return publishedOnly(Published::finding);
    }

    private <T> Serde<T> publishedOnly(Function<T, ?> toAvro) {
        KafkaAvroSerializer avro = new KafkaAvroSerializer();
        avro.configure(registrySettings, false);
        Serializer<T> serializer = (topic, value) ->
                value == null ? null : registry.patiently(() -> avro.serialize(topic, toAvro.apply(value)));
        Deserializer<T> none = (topic, bytes) -> {
            throw new UnsupportedOperationException("the monitor does not read what it publishes");
        };
        return Serdes.serdeFrom(serializer, none);
    }

    /** Longest value of a record, in bytes. */
    public int maxRecordBytes() {
        return maxRecordBytes;
    }

    /**
     * Reads a policy as published.
     *
     * @throws org.apache.kafka.common.errors.SerializationException if the bytes are no policy at all
     */
    public PolicyReading readPolicy(String topic, byte[] value) {
        RiskPolicy avro = (RiskPolicy) policies.decode(topic, value, RiskPolicy.getClassSchema());
        return PolicyReader.read(PolicyFormat.tree(avro));
    }
}
