package io.riskmonitor.bench.faults;

/** One, two, three instances, and back to one, each with local state of its own. */
record ComeAndGo() implements Schedule {

    private static final int STEPS = 6;

    @Override
    public String name() {
        return "come-and-go";
    }

    @Override
    public String what() {
        return "a second and a third instance join while events come, and leave; one comes back to its old state";
    }

    @Override
    public Setup setup() {
        return Setup.LIVE.partitions(8);
    }

    @Override
    public void run(World world) throws Exception {
        Instance first = world.startAndAwait("a");
        send(world);
        Instance second = world.startAndAwait("b");
        send(world);
        world.startAndAwait("c");
        world.did("join");
        world.did("join");
        send(world);
        world.stop(first);
        send(world);
        world.stop(second);
        send(world);
        world.startAndAwait("a");
        world.did("join");
    }

    private static void send(World world) throws InterruptedException {
        for (int part = 0; part < World.PARTS / STEPS; part++) {
            world.sendNext();
            world.pauseUpTo(400);
        }
    }
}
