package io.riskmonitor.bench.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Producers that send again what they have sent, at once or up to some minutes later, in event time. */
record Repeated() implements Schedule {

    private static final int UP_TO_SECONDS = 600;

    @Override
    public String name() {
        return "repeats";
    }

    @Override
    public String what() {
        return "every accepted event is sent one to three times, up to ten minutes later";
    }

    @Override
    public Setup setup() {
        return Setup.BACKLOG;
    }

    @Override
    public List<Recorded> sent(List<Recorded> stream, SplittableRandom dice) {
        List<Sent> sent = new ArrayList<>();
        for (Recorded record : stream) {
            long at = record.at().toEpochMilli();
            sent.add(new Sent(record, at));
            int repeats = isRefused(record) ? 0 : dice.nextInt(3);
            for (int repeat = 0; repeat < repeats; repeat++) {
                sent.add(new Sent(record, at + 1_000L * dice.nextInt(UP_TO_SECONDS)));
            }
        }
        return Sent.inOrder(sent.stream());
    }

    /** Each of those is refused again, and should be. */
    private static boolean isRefused(Recorded record) {
        String key = record.key();
        return key != null && (key.startsWith("refused") || key.equals("garbage"));
    }

    @Override
    public void run(World world) throws Exception {
        world.sendRest();
        world.start("a");
    }
}
