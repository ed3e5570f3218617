package io.riskmonitor.bench.faults;

import io.riskmonitor.bench.BenchFailure;
import io.riskmonitor.containers.KafkaCluster;
import java.time.Duration;
import java.util.Locale;

/** One broker of three at a time does not answer, while events come. */
record BrokerFails(Failure failure, int rounds) implements Schedule {

    /** What becomes of a broker. */
    enum Failure {
        KILLED("a broker is killed and started again") {
            @Override
            void begin(KafkaCluster cluster, int broker) {
                cluster.kill(broker);
            }

            @Override
            void end(KafkaCluster cluster, int broker) {
                cluster.restart(broker);
            }
        },
        FROZEN("a broker stands still, its connections stay open (SIGSTOP)") {
            @Override
            void begin(KafkaCluster cluster, int broker) {
                cluster.pause(broker);
            }

            @Override
            void end(KafkaCluster cluster, int broker) {
                cluster.unpause(broker);
            }
        },
        CUT_OFF("the network is cut between a broker and everybody else, the other brokers included") {
            @Override
            void begin(KafkaCluster cluster, int broker) {
                cluster.disconnect(broker);
            }

            @Override
            void end(KafkaCluster cluster, int broker) {
                cluster.reconnect(broker);
            }
        };

        private final String what;

        Failure(String what) {
            this.what = what;
        }

        abstract void begin(KafkaCluster cluster, int broker);

        abstract void end(KafkaCluster cluster, int broker);
    }

    /** Longer than brokers take to notice and to elect another leader. */
    private static final Duration AWAY = Duration.ofSeconds(6);

    @Override
    public String name() {
        return "broker-" + failure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String what() {
        return failure.what;
    }

    @Override
    public boolean needsCluster() {
        return true;
    }

    @Override
    public Duration within() {
        return Duration.ofMinutes(5).plus(Duration.ofMinutes(1).multipliedBy(rounds));
    }

    @Override
    public void run(World world) throws Exception {
        KafkaCluster cluster = world.site().cluster();
        world.startAndAwait("a");
        for (int round = 0; round < rounds; round++) {
            // what is on the small disk would be gone after a kill
            int broker = 1 + world.dice().nextInt(Site.SMALL_DISK - 1);
            world.sendNext();
            failure.begin(cluster, broker);
            world.did(name());
            for (int part = 0; part < World.PARTS / rounds / 2; part++) {
                world.sendNext();
            }
            world.pause(AWAY);
            failure.end(cluster, broker);
            if (!cluster.awaitWhole()) {
                throw new BenchFailure(name() + ": the brokers did not come together again");
            }
        }
    }
}
