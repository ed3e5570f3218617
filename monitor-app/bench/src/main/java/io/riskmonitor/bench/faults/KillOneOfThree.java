package io.riskmonitor.bench.faults;

/** Instances die and stay away: the others have nothing of theirs but the changelogs. */
record KillOneOfThree() implements Schedule {

    @Override
    public String name() {
        return "kill-one-of-three";
    }

    @Override
    public String what() {
        return "of three instances one is killed, later a second; neither comes back";
    }

    @Override
    public Setup setup() {
        return Setup.LIVE.partitions(12).threads(1);
    }

    @Override
    public void run(World world) throws Exception {
        Instance first = world.start("a");
        Instance second = world.start("b");
        world.awaitRunning(world.start("c"));
        world.awaitRunning(first);
        world.awaitRunning(second);
        send(world);
        world.kill(first);
        send(world);
        world.kill(second);
    }

    private static void send(World world) throws InterruptedException {
        for (int part = 0; part < World.PARTS / 3; part++) {
            world.sendNext();
            world.pauseUpTo(400);
        }
    }
}
