package io.riskmonitor.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class MonitorTest {

    @Test
    void aThreadIsReplacedWhoseTransactionTheBrokersGaveUp() {
        assertThat(Monitor.onDeadThread(new StreamsException(new InvalidTxnStateException("late"))))
                .isEqualTo(REPLACE_THREAD);
        assertThat(Monitor.onDeadThread(new StreamsException("late", new InvalidProducerEpochException("late"))))
                .isEqualTo(REPLACE_THREAD);
        assertThat(Monitor.onDeadThread(new StreamsException(new TimeoutException("no answer"))))
                .isEqualTo(REPLACE_THREAD);
    }

    @Test
    void aRightThatIsMissingStopsTheMonitorUnlessItIsTheRegistrys() {
        assertThat(Monitor.onDeadThread(new StreamsException(new TopicAuthorizationException("risk.alerts"))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(Monitor.onDeadThread(new StreamsException(new SaslAuthenticationException("password"))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(Monitor.onDeadThread(new StreamsException(new AuthenticationException("registry"))))
                .isEqualTo(REPLACE_THREAD);
    }

    @Test
    void aBugStopsTheMonitor() {
        assertThat(Monitor.onDeadThread(new StreamsException(new IllegalStateException("a bug"))))
                .isEqualTo(SHUTDOWN_CLIENT);
    }
}
