package io.riskmonitor.bench.faults;

/** A backlog that is read at once, in another shape. */
record Shape(int partitions, int threads) implements Schedule {

    @Override
    public String name() {
        return "backlog-" + partitions + "x" + threads;
    }

    @Override
    public String what() {
        return "nothing: the same stream in another number of partitions, read by another number of threads";
    }

    @Override
    public Setup setup() {
        return Setup.BACKLOG.partitions(partitions).threads(threads);
    }

    @Override
    public void run(World world) throws Exception {
        world.sendRest();
        world.start("a");
    }
}
