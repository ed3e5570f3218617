package io.riskmonitor.bench.faults;

import java.time.Duration;

/** The one instance is killed again and again: while it starts, while it restores, while it reads. */
record KillNine(int kills) implements Schedule {

    @Override
    public String name() {
        return "kill-9";
    }

    @Override
    public String what() {
        return "the only instance is killed at random points, also while it starts";
    }

    @Override
    public Duration within() {
        return Duration.ofMinutes(5).plusSeconds(20L * kills);
    }

    @Override
    public void run(World world) throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            for (int part = 0; part < Math.max(1, World.PARTS / kills); part++) {
                world.sendNext();
            }
            Instance instance = world.start("a");
            if (world.dice().nextInt(5) > 0) {
                world.awaitRunning(instance);
                world.sendNext();
            }
            world.pauseUpTo(2_000);
            world.kill(instance);
        }
    }
}
