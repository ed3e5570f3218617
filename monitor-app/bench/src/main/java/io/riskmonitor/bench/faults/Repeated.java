package io.riskmonitor.bench.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Producers that send again what they have sent, at once or up to some minutes later, in event time. */
record Repeated() implements Schedule {

    private static final int UP_TO_SECONDS = 600;

    private record Sent(Recorded record, long atMillis) {}

    @Override
    public String name() {
        return "repeats";
    }

    @Override
    public String what() {
        return "every accepted event is sent one to three times, up to ten minutes later; not what is corrected";
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
            int repeats = isRefused(record) || isCorrected(record) ? 0 : dice.nextInt(3);
            for (int repeat = 0; repeat < repeats; repeat++) {
                sent.add(new Sent(record, at + 1_000L * dice.nextInt(UP_TO_SECONDS)));
            }
        }
        return sent.stream()
                .sorted(Comparator.comparingLong(Sent::atMillis))
                .map(Sent::record)
                .toList();
    }

    /** Each of those is refused again, and should be. */
    private static boolean isRefused(Recorded record) {
        String key = record.key();
        return key != null && (key.startsWith("refused") || key.equals("garbage"));
    }

    /** What was said before a correction takes it back when it is said again. */
    private static boolean isCorrected(Recorded record) {
        return String.valueOf(record.key()).startsWith("assistant");
    }

    @Override
    public void run(World world) throws Exception {
        world.sendRest();
        world.start("a");
    }
}
