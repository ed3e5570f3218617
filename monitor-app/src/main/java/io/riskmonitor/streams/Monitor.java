package io.riskmonitor.streams;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.health.Phase;
import io.riskmonitor.health.Trouble;
import io.riskmonitor.health.Vitals;
import io.riskmonitor.health.Waits;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.wire.RegistryTrouble;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance of the monitor on a Kafka cluster. */
public final class Monitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(25);

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean saidWhyStopped = new AtomicBoolean();
    private final Progress progress = new Progress();
    private final GoldStandings gold = new GoldStandings();
    private final RefusalCircuit circuit;
    private final ClockWatch clockWatch = new ClockWatch(InstantSource.system(), System::nanoTime);
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(Monitor::daemon);
    private volatile boolean clockWasSetBack;
    private final Leaders leaders;
    private final Admin admin;
    private final KafkaStreams streams;
    private final InstantSource clock;
    private final Waits waits;
    private final int threads;
    private volatile boolean started;
    private volatile Instant since;
    private volatile Runnable onEnd = () -> {};

    /** @param inputPartitions of each of the two input topics */
    public Monitor(
            MonitorConfig config, int inputPartitions, PolicyBook policies, RiskMetrics metrics, InstantSource clock) {
        Properties settings = StreamsSettings.of(config);
        this.clock = clock;
        waits = new Waits(clock);
        since = clock.instant();
        threads = new StreamsConfig(settings).getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
        Wire wire = new Wire(
                config.schemaRegistry(), config.topics(), config.observe().maxRecordBytes(), stopping::get, waits);
        circuit = new RefusalCircuit(config.observe().refusals(), metrics);
        List<String> inputs =
                List.of(config.topics().interactions(), config.topics().verdicts());
        inputs.forEach(metrics::refusalCircuitClosed);
        leaders = new Leaders(inputs, inputPartitions, config.observe().idleAfter(), clock);
        MonitorTopology topology = new MonitorTopology(
                config, inputPartitions, wire, policies, metrics, progress, clock, gold, circuit, leaders);
        streams = new KafkaStreams(topology.build(settings), settings);
        admin = Admin.create(new StreamsConfig(settings).getAdminConfigs("leaders-" + UUID.randomUUID()));
        streams.setUncaughtExceptionHandler(
                failure -> RefusalBurst.causeOf(failure) == null ? onDeadThread(failure) : onRefusalBurst());
        streams.setStateListener((now, before) -> {
            LOG.info("Monitor is {}", now);
            since = clock.instant();
            boolean ended = now == State.ERROR || now == State.NOT_RUNNING;
            if (ended && (circuit.burst() == null || stopping.get())) {
                onEnd.run();
            }
        });
    }

    static StreamThreadExceptionResponse onDeadThread(Throwable failure) {
        if (isRefusedByBrokers(failure)) {
            // no retry mends it, and each would cost the others a rebalance
            LOG.error(
                    "The brokers do not let the monitor do what it needs, so it stops; topics describe --acls prints its"
                            + " rights",
                    failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (RegistryTrouble.isCauseOf(failure) || isTakenBack(failure)) {
            LOG.warn("A stream thread gave up for now and is replaced, cause={}", failure.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        // a bug: going on could only hide it
        LOG.error("A stream thread died, the monitor stops", failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Stops all threads, and leaves the group: the next one to read is not to wait for this one. */
    private StreamThreadExceptionResponse onRefusalBurst() {
        if (saidWhyStopped.compareAndSet(false, true)) {
            LOG.error("The monitor has {}", whyStopped());
            if (!stopping.get()) {
                streams.close(CloseOptions.timeout(Duration.ZERO)
                        .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            }
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Whether a right or the right password is missing; what the registry refuses is of other classes. */
    private static boolean isRefusedByBrokers(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TopicAuthorizationException
                    || cause instanceof GroupAuthorizationException
                    || cause instanceof TransactionalIdAuthorizationException
                    || cause instanceof ClusterAuthorizationException
                    || cause instanceof SaslAuthenticationException
                    || cause instanceof SslAuthenticationException) {
                return true;
            }
        }
        return false;
    }

    /** Whether the brokers gave up the transaction, as of a thread that stood still for long: what was in it is done again. */
    private static boolean isTakenBack(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApplicationRecoverableException
                    || cause instanceof InvalidTxnStateException
                    || cause instanceof TransactionAbortableException) {
                return true;
            }
        }
        return false;
    }

    /** What to do when it has stopped; to be set before it starts. */
    public void onEnd(Runnable action) {
        onEnd = action;
    }

    /** Starts; returns once the policies are read, which may take as long as the brokers take to answer. */
    public void start() {
        looks.scheduleAtFixedRate(this::lookAtTheClock, 1, 1, TimeUnit.SECONDS);
        looks.scheduleAtFixedRate(() -> leaders.ask(admin), 0, Leaders.ASKED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        since = clock.instant();
        streams.start();
        started = true;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "risk-monitor-looks");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends where it is of no use any more; whoever starts it again has a monitor that works. */
    private void lookAtTheClock() {
        Duration back = clockWatch.setBack();
        if (back.isZero() || stopping.get()) {
            return;
        }
        LOG.error(
                "The clock of this machine was set back by {}, and Kafka's clients would do nothing until it is where it"
                        + " was: the monitor stops and has to be started again. Nothing is lost",
                back);
        clockWasSetBack = true;
        onEnd.run();
    }

    /** Whether it cannot go on though Kafka Streams has not failed. */
    public boolean hasFailed() {
        return clockWasSetBack || streams.state() == State.ERROR;
    }

    public State state() {
        return streams.state();
    }

    /** Why it has stopped reading of its own accord, though nothing is broken; null while it has not. */
    public @Nullable Trouble whyStopped() {
        RefusalBurst burst = circuit.burst();
        return burst == null ? null : burst.trouble();
    }

    private Phase phase() {
        return switch (streams.state()) {
            case CREATED -> Phase.STARTING;
            case REBALANCING -> started ? Phase.TAKING_OVER : Phase.READING_POLICIES;
            case RUNNING -> Phase.RUNNING;
            case PENDING_SHUTDOWN, NOT_RUNNING -> Phase.STOPPING;
            case PENDING_ERROR, ERROR -> Phase.FAILED;
        };
    }

    /** How it is; cheap, for nobody but this program is asked. */
    public Vitals vitals() {
        VitalSigns signs = VitalSigns.of(streams.metrics());
        Set<ThreadMetadata> alive = streams.metadataForLocalThreads();
        return new Vitals(
                phase(),
                since,
                alive.size(),
                threads,
                signs.polled(),
                progress.punctuated(),
                signs.work(alive),
                signs.heard(),
                signs.toRestore(),
                waits.reasons(),
                waits.last(),
                List.of());
    }

    /** How far its judges are. */
    public Progress progress() {
        return progress;
    }

    /** How the applications that it judges stand to their gold sets. */
    public GoldStandings gold() {
        return gold;
    }

    public Map<MetricName, ? extends Metric> metrics() {
        return streams.metrics();
    }

    /** Commits what was done and leaves the group, so that other instances go on at once. */
    @Override
    public void close() {
        stopping.set(true);
        looks.shutdownNow();
        admin.close(Duration.ZERO);
        streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}
