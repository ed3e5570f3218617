package io.riskmonitor.bench.faults;

import java.time.Duration;

/**
 * One of two instances reaches no broker for longer than its session and its transactions last, and goes on with what it
 * has; the other one takes over. Then everything that the first one had to say arrives.
 */
record InstanceCutOff(int times) implements Schedule {

    /** Transactions of Kafka Streams are given up after ten seconds, sessions here after six. */
    private static final Duration LONGER_THAN_A_TRANSACTION = Duration.ofSeconds(13);

    @Override
    public String name() {
        return "instance-cut-off";
    }

    @Override
    public String what() {
        return "the network between one of two instances and all brokers is cut for 13 s, the other takes over";
    }

    @Override
    public boolean needsCluster() {
        return true;
    }

    @Override
    public Duration within() {
        return Duration.ofMinutes(5).plus(Duration.ofMinutes(1).multipliedBy(times));
    }

    @Override
    public void run(World world) throws Exception {
        Cable cable = world.layCable("a");
        world.startAndAwait("a");
        world.startAndAwait("b");
        for (int time = 0; time < times; time++) {
            for (int part = 0; part < World.PARTS / times / 3; part++) {
                world.sendNext();
                world.pauseUpTo(100);
            }
            cable.cut();
            world.did("cut");
            for (int part = 0; part < World.PARTS / times / 3; part++) {
                world.sendNext();
            }
            world.pause(LONGER_THAN_A_TRANSACTION);
            cable.mend();
            world.pauseUpTo(3_000);
        }
    }
}
