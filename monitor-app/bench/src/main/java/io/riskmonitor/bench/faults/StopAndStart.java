package io.riskmonitor.bench.faults;

/** As a rolling update does with a single instance. */
record StopAndStart(int stops) implements Schedule {

    @Override
    public String name() {
        return "stop-and-start";
    }

    @Override
    public String what() {
        return "the only instance is stopped and started again while events come";
    }

    @Override
    public void run(World world) throws Exception {
        for (int stop = 0; stop < stops; stop++) {
            Instance instance = world.startAndAwait("a");
            for (int part = 0; part < World.PARTS / stops; part++) {
                world.sendNext();
                world.pauseUpTo(400);
            }
            world.stop(instance);
        }
    }
}
