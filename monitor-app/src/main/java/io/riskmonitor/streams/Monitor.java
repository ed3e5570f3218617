package io.riskmonitor.streams;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.wire.RegistryTrouble;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance of the monitor on a Kafka cluster. */
public final class Monitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(25);

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Progress progress = new Progress();
    private final GoldStandings gold = new GoldStandings();
    private final KafkaStreams streams;
    private volatile Runnable onEnd = () -> {};

    /** @param inputPartitions of each of the two input topics */
    public Monitor(
            MonitorConfig config, int inputPartitions, PolicyBook policies, RiskMetrics metrics, InstantSource clock) {
        Properties settings = StreamsSettings.of(config);
        Wire wire = new Wire(
                config.schemaRegistry(), config.topics(), config.observe().maxRecordBytes(), stopping::get);
        MonitorTopology topology =
                new MonitorTopology(config, inputPartitions, wire, policies, metrics, progress, clock, gold);
        streams = new KafkaStreams(topology.build(settings), settings);
        streams.setUncaughtExceptionHandler(Monitor::onDeadThread);
        streams.setStateListener((now, before) -> {
            LOG.info("Monitor is {}", now);
            if (now == State.ERROR || now == State.NOT_RUNNING) {
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
        streams.start();
    }

    public State state() {
        return streams.state();
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
        streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}
