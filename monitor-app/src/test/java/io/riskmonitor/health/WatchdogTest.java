package io.riskmonitor.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.health.Vitals.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Trouble REGISTRY = new Trouble("waiting for the registry", "Mend it");

    private Instant now = NOON;
    private final Waits waits = new Waits(() -> now);
    private final Watchdog watchdog = new Watchdog(Duration.ofMinutes(5), Duration.ofMinutes(15), () -> now);

    private Phase phase = Phase.RUNNING;
    private Instant since = NOON;
    private int threads = 2;
    private Map<String, Duration> polled = Map.of();
    private Map<String, Instant> punctuated = Map.of();
    private Map<String, Work> work = Map.of();
    private long heard;
    private boolean brokersAnswer = true;
    private long toRestore;
    private List<Trouble> dead = List.of();

    @Test
    void whoRunsAndHasNothingToDoIsReadyForEver() {
        work = Map.of("0_1", new Work(7, 0));

        assertThat(minutesLater(0).isReady()).isTrue();
        assertThat(minutesLater(60).isReady()).isTrue();
    }

    @Test
    void whoHasWorkAndFinishesNoneIsDead() {
        work = Map.of("0_1", new Work(7, 1_203), "0_2", new Work(9, 0));

        assertThat(minutesLater(0).isAlive()).isTrue();
        assertThat(minutesLater(4).isAlive()).isTrue();
        assertThat(watchdog.look(vitals()).stalled()).isEqualTo(Duration.ofMinutes(4));
        Health health = minutesLater(1);
        assertThat(health.isAlive()).isFalse();
        assertThat(health.isReady()).isFalse();
        assertThat(health.deadly())
                .singleElement()
                .hasToString("task 0_1 has 1203 records to process and has committed none for PT5M. Take a thread dump"
                        + " for whoever mends it (jcmd PID Thread.print), then restart the instance");
    }

    @Test
    void whoIsBehindAndWorksIsAlive() {
        for (int minute = 0; minute < 60; minute++) {
            work = Map.of("0_1", new Work(minute / 4, 1_000_000 + minute));
            assertThat(minutesLater(1).isReady()).isTrue();
        }
    }

    @Test
    void theProgressOfOneTaskExcusesNoOther() {
        for (int minute = 0; minute < 6; minute++) {
            work = Map.of("0_1", new Work(7, 10), "0_2", new Work(minute, 10));
            minutesLater(1);
        }

        assertThat(watchdog.look(vitals()).deadly())
                .singleElement()
                .extracting(Trouble::what)
                .asString()
                .startsWith("task 0_1 ");
    }

    @Test
    void aTaskThatMovedAwayIsNobodysConcern() {
        work = Map.of("0_1", new Work(7, 10));
        minutesLater(0);
        work = Map.of();
        minutesLater(4);
        work = Map.of("0_1", new Work(7, 10));

        assertThat(minutesLater(4).isAlive()).isTrue();
    }

    @Test
    void aThreadThatDoesNotComeBackForRecordsIsStuck() {
        polled = Map.of("a-1-consumer", Duration.ofMinutes(4), "a-2-consumer", Duration.ZERO);
        assertThat(minutesLater(60).isAlive()).isTrue();

        polled = Map.of("a-1-consumer", Duration.ofMinutes(6), "a-2-consumer", Duration.ZERO);
        assertThat(minutesLater(0).deadly())
                .singleElement()
                .extracting(Trouble::what)
                .isEqualTo("consumer a-1-consumer has not asked for records for PT6M: its thread is stuck");
        phase = Phase.TAKING_OVER;
        assertThat(minutesLater(0).isAlive()).isFalse();
    }

    @Test
    void aTaskWhosePunctuatorsDoNotRunIsStuck() {
        punctuated = Map.of("1_0", NOON);

        assertThat(minutesLater(4).isAlive()).isTrue();
        Health health = minutesLater(1);
        assertThat(health.silent()).isEqualTo(Duration.ofMinutes(5));
        assertThat(health.deadly())
                .singleElement()
                .extracting(Trouble::what)
                .isEqualTo("task 1_0 has sent nothing on and looked at no clock for PT5M: its punctuators do not run");
    }

    @Test
    void whoTakesPartitionsOverIsAliveHoweverLongItTakes() {
        phase = Phase.TAKING_OVER;
        punctuated = Map.of("1_0", NOON);
        work = Map.of("1_0", new Work(7, 10));
        toRestore = 12_000;

        minutesLater(0);
        Health health = minutesLater(60);
        assertThat(health.isAlive()).isTrue();
        assertThat(health.isReady()).isFalse();
        assertThat(health.hindering())
                .singleElement()
                .extracting(Trouble::what)
                .isEqualTo("taking over partitions, 12000 records of their state are still to be restored");

        phase = Phase.RUNNING;
        since = now;
        assertThat(minutesLater(1).isReady()).as("its time begins now").isTrue();
        assertThat(minutesLater(4).isAlive()).isFalse();
    }

    @Test
    void whoWaitsOnPurposeIsAliveAndNotReadyAndSaysWhy() {
        waits.begin(REGISTRY);
        stuckInEveryWay();

        minutesLater(0);
        Health health = minutesLater(60);
        assertThat(health.isAlive()).isTrue();
        assertThat(health.isReady()).isFalse();
        assertThat(health.isWaiting()).isTrue();
        assertThat(health.hindering()).containsExactly(REGISTRY);
    }

    @Test
    void brokersThatDoNotAnswerAreNoReasonToRestart() {
        work = Map.of("0_1", new Work(7, 10));
        minutesLater(0);
        minutesLater(3);
        brokersAnswer = false;

        Health health = minutesLater(1);
        assertThat(health.isAlive()).isTrue();
        assertThat(health.hindering())
                .singleElement()
                .extracting(Trouble::what)
                .isEqualTo("the brokers have not answered for PT1M");
        assertThat(minutesLater(60).isAlive()).isTrue();

        brokersAnswer = true;
        assertThat(minutesLater(1).isReady()).isTrue();
        assertThat(minutesLater(4).isReady()).as("its time begins anew").isTrue();
        assertThat(minutesLater(1).isAlive()).isFalse();
    }

    @Test
    void whoHasWaitedHasAsLongAsAnybodyToGoOn() {
        waits.begin(REGISTRY);
        stuckInEveryWay();
        minutesLater(60);
        waits.end(REGISTRY);

        assertThat(minutesLater(1).isReady()).isTrue();
        assertThat(minutesLater(3).isReady()).isTrue();
        assertThat(minutesLater(1).deadly()).hasSize(2);
    }

    @Test
    void oneThreadThatGoesOnEndsNoWaitOfAnother() {
        waits.begin(REGISTRY);
        waits.begin(REGISTRY);
        waits.end(REGISTRY);
        assertThat(minutesLater(0).isWaiting()).isTrue();

        waits.end(REGISTRY);
        assertThat(minutesLater(0).isWaiting()).isFalse();
    }

    @Test
    void aStartHasItsOwnLimit() {
        phase = Phase.READING_POLICIES;

        Health early = minutesLater(14);
        assertThat(early.isAlive()).isTrue();
        assertThat(early.isReady()).isFalse();
        assertThat(minutesLater(1).deadly())
                .singleElement()
                .extracting(Trouble::what)
                .asString()
                .contains("PT15M", "health.startWithin");
    }

    @Test
    void aStartThatWaitsForTheRegistryIsAlive() {
        phase = Phase.READING_POLICIES;
        waits.begin(REGISTRY);

        assertThat(minutesLater(60).isAlive()).isTrue();
    }

    @Test
    void whoHasNotBegunToReadIsNotReady() {
        phase = Phase.STARTING;

        assertThat(minutesLater(60).isAlive()).isTrue();
        assertThat(minutesLater(0).isReady()).isFalse();
    }

    @Test
    void aThreadMayBeReplacedButNotMissing() {
        threads = 1;
        assertThat(minutesLater(0).isAlive()).isTrue();
        threads = 2;
        assertThat(minutesLater(6).isAlive()).isTrue();
        threads = 1;
        assertThat(minutesLater(0).isAlive()).isTrue();

        assertThat(minutesLater(5).deadly())
                .singleElement()
                .extracting(Trouble::what)
                .isEqualTo("only 1 of 2 stream threads are at work");
    }

    @Test
    void whoHasFailedOrLostAHelperIsDeadAtOnce() {
        dead = List.of(new Trouble("the feed is not read any more", "Restart"));
        assertThat(minutesLater(0).deadly()).isEqualTo(dead);

        dead = List.of();
        phase = Phase.FAILED;
        assertThat(minutesLater(0).isAlive()).isFalse();
    }

    @Test
    void whoStopsIsAliveAndNotReady() {
        phase = Phase.STOPPING;

        assertThat(minutesLater(60).isAlive()).isTrue();
        assertThat(minutesLater(0).isReady()).isFalse();
    }

    private void stuckInEveryWay() {
        polled = Map.of("a-consumer", Duration.ofHours(2));
        punctuated = Map.of("0_1", NOON);
        work = Map.of("0_1", new Work(7, 10));
    }

    private Health minutesLater(int minutes) {
        now = now.plus(Duration.ofMinutes(minutes));
        heard += brokersAnswer ? 1 : 0;
        return watchdog.look(vitals());
    }

    private Vitals vitals() {
        return new Vitals(
                phase,
                since,
                threads,
                2,
                polled,
                punctuated,
                work,
                heard,
                toRestore,
                waits.reasons(),
                waits.last(),
                dead);
    }
}
