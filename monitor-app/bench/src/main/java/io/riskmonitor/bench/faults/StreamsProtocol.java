package io.riskmonitor.bench.faults;

import java.time.Duration;

/** The rebalance protocol in which brokers assign the tasks. */
record StreamsProtocol() implements Schedule {

    @Override
    public String name() {
        return "streams-protocol";
    }

    @Override
    public String what() {
        return "a second instance joins, the first is stopped, the second is killed and started again, which the brokers notice after 45 s";
    }

    @Override
    public Setup setup() {
        return Setup.LIVE.protocol("streams");
    }

    @Override
    public Duration within() {
        return Duration.ofMinutes(8);
    }

    @Override
    public void run(World world) throws Exception {
        Instance first = world.startAndAwait("a");
        send(world);
        Instance second = world.startAndAwait("b");
        world.did("join");
        send(world);
        world.stop(first);
        send(world);
        world.kill(second);
        world.start("b");
    }

    private static void send(World world) throws InterruptedException {
        for (int part = 0; part < World.PARTS / 4; part++) {
            world.sendNext();
            world.pauseUpTo(400);
        }
    }
}
