package io.riskmonitor.bench.faults;

import io.riskmonitor.bench.BenchFailure;
import io.riskmonitor.containers.KafkaCluster;
import java.time.Duration;

/** Nobody reaches any broker, and no broker another, longer than transactions and sessions last. */
record AllBrokersAway(Duration outage) implements Schedule {

    private static final int TIMES = 2;

    @Override
    public String name() {
        return "brokers-away";
    }

    @Override
    public String what() {
        return "the network is cut between all brokers and everybody, for " + outage.toSeconds() + " s each time";
    }

    @Override
    public boolean needsCluster() {
        return true;
    }

    @Override
    public Duration within() {
        return Duration.ofMinutes(7).plus(outage.multipliedBy(TIMES));
    }

    @Override
    public void run(World world) throws Exception {
        KafkaCluster cluster = world.site().cluster();
        world.startAndAwait("a");
        for (int time = 0; time < TIMES; time++) {
            for (int part = 0; part < World.PARTS / TIMES / 2; part++) {
                world.sendNext();
            }
            for (int broker = 1; broker <= Site.BROKERS; broker++) {
                cluster.disconnect(broker);
            }
            world.did("cut");
            world.pause(outage);
            for (int broker = 1; broker <= Site.BROKERS; broker++) {
                cluster.reconnect(broker);
            }
            if (!cluster.awaitWhole()) {
                throw new BenchFailure(name() + ": the brokers did not come together again");
            }
        }
    }
}
