package io.riskmonitor.bench.faults;

import io.riskmonitor.bench.BenchFailure;
import io.riskmonitor.containers.KafkaCluster;
import java.time.Duration;
import java.time.Instant;

/** The disk of a broker is full, so it ends; it comes back with an empty one. */
record DiskFull() implements Schedule {

    private static final Duration NOTICED_WITHIN = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public String what() {
        return "a broker runs out of disk (256 MB) and ends; it comes back with an empty disk";
    }

    @Override
    public boolean needsCluster() {
        return true;
    }

    @Override
    public Duration within() {
        return Duration.ofMinutes(8);
    }

    @Override
    public void run(World world) throws Exception {
        KafkaCluster cluster = world.site().cluster();
        world.startAndAwait("a");
        for (int part = 0; part < World.PARTS / 4; part++) {
            world.sendNext();
        }
        cluster.fillDisk(Site.SMALL_DISK);
        world.did("full disk");
        Instant deadline = Instant.now().plus(NOTICED_WITHIN);
        while (cluster.isRunning(Site.SMALL_DISK)) {
            if (Instant.now().isAfter(deadline)) {
                throw new BenchFailure("The broker goes on with a full disk.");
            }
            world.sendNext(); // it needs something to write
            world.pauseUpTo(500);
        }
        for (int part = 0; part < World.PARTS / 4; part++) {
            world.sendNext();
        }
        cluster.restart(Site.SMALL_DISK);
        if (!cluster.awaitWhole()) {
            throw new BenchFailure("The broker did not get its copies back.");
        }
    }
}
