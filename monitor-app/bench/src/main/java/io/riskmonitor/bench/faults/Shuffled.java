package io.riskmonitor.bench.faults;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Events that are as much out of order as is allowed, and more than the turns of a conversation are apart. */
record Shuffled() implements Schedule {

    private static final Duration BOUND = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "shuffled";
    }

    @Override
    public String what() {
        return "events are out of order by up to two minutes, which is `observe.outOfOrder`";
    }

    @Override
    public Setup setup() {
        return Setup.BACKLOG.outOfOrder(BOUND);
    }

    @Override
    public List<Recorded> sent(List<Recorded> stream, SplittableRandom dice) {
        return Sent.inOrder(stream.stream()
                .map(record -> new Sent(record, record.at().toEpochMilli() + dice.nextLong(BOUND.toMillis()))));
    }

    @Override
    public void run(World world) throws Exception {
        world.sendRest();
        world.start("a");
    }
}
