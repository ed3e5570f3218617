package io.riskmonitor.bench.faults;

import java.time.Duration;

/**
 * An instance stands still for longer than its session and its transactions last, so the other one takes over; then it goes
 * on as if nothing had happened. To the brokers that is an instance that was cut off from the network.
 */
record InstanceFrozen(int times) implements Schedule {

    /** Transactions of Kafka Streams are given up after ten seconds, sessions here after six. */
    private static final Duration LONGER_THAN_A_TRANSACTION = Duration.ofSeconds(13);

    @Override
    public String name() {
        return "instance-frozen";
    }

    @Override
    public String what() {
        return "one of two instances stands still for 13 s (SIGSTOP), the other takes over, then it goes on";
    }

    @Override
    public Setup setup() {
        return Setup.LIVE.partitions(8);
    }

    @Override
    public Duration within() {
        return Duration.ofMinutes(5).plus(Duration.ofMinutes(1).multipliedBy(times));
    }

    @Override
    public void run(World world) throws Exception {
        Instance frozen = world.startAndAwait("a");
        world.startAndAwait("b");
        for (int time = 0; time < times; time++) {
            for (int part = 0; part < World.PARTS / times / 3; part++) {
                world.sendNext();
                world.pauseUpTo(100);
            }
            frozen.freeze();
            world.did("freeze");
            for (int part = 0; part < World.PARTS / times / 3; part++) {
                world.sendNext();
            }
            world.pause(LONGER_THAN_A_TRANSACTION);
            frozen.goOn();
            world.pauseUpTo(3_000);
        }
    }
}
