package io.riskmonitor.bench.faults;

import java.time.Duration;
import java.time.Instant;

/** The schema registry cannot be reached, at the start and in the middle. */
record RegistryAway(Duration outage) implements Schedule {

    @Override
    public String name() {
        return "registry-away";
    }

    @Override
    public String what() {
        return "the registry is away for " + outage.toSeconds()
                + " s when the instance starts, and again in the middle, where a second one starts that knows no schema";
    }

    @Override
    public Duration within() {
        return Duration.ofMinutes(5).plus(outage.multipliedBy(3));
    }

    @Override
    public void run(World world) throws Exception {
        away(world, "a");
        send(world);
        away(world, "b");
        send(world);
    }

    private void away(World world, String starts) throws Exception {
        world.site().stopRegistry();
        world.did("registry away");
        try {
            Instant end = Instant.now().plus(outage);
            Instance instance = world.start(starts);
            while (Instant.now().isBefore(end)) {
                world.sendNext();
                world.pause(Duration.ofSeconds(1));
                if (!instance.isAlive()) { // whoever runs it starts it again
                    world.did("start given up");
                    instance = world.start(starts);
                }
            }
            world.site().startRegistry();
            while (!instance.hasStarted()) {
                world.pause(Duration.ofMillis(200));
                if (!instance.isAlive()) {
                    instance = world.start(starts);
                }
            }
        } finally {
            world.site().startRegistry();
        }
    }

    private static void send(World world) throws InterruptedException {
        for (int part = 0; part < World.PARTS / 4; part++) {
            world.sendNext();
            world.pauseUpTo(400);
        }
    }
}
