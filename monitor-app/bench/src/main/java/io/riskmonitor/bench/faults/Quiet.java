package io.riskmonitor.bench.faults;

/** Nothing happens, to see that the comparison holds. */
record Quiet() implements Schedule {

    @Override
    public String name() {
        return "quiet";
    }

    @Override
    public String what() {
        return "nothing: one instance, the stream lies there";
    }

    @Override
    public Setup setup() {
        return Setup.BACKLOG;
    }

    @Override
    public void run(World world) throws Exception {
        world.sendRest();
        world.start("a");
    }
}
