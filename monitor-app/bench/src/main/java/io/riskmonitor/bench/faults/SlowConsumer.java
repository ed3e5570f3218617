package io.riskmonitor.bench.faults;

/** A backlog that takes long to be read, in small sips. */
record SlowConsumer() implements Schedule {

    @Override
    public String name() {
        return "slow-consumer";
    }

    @Override
    public String what() {
        return "a backlog of two days and a half is read 20 records at a time and 16 KiB per fetch, while the instance is killed once";
    }

    @Override
    public Setup setup() {
        return Setup.BACKLOG
                .threads(1)
                .with("main.consumer.max.poll.records", "20")
                .with("main.consumer.fetch.max.bytes", "16384")
                .with("main.consumer.max.partition.fetch.bytes", "4096");
    }

    @Override
    public void run(World world) throws Exception {
        world.sendRest();
        Instance instance = world.startAndAwait("a");
        world.pauseUpTo(4_000);
        world.kill(instance);
        world.start("a");
    }
}
