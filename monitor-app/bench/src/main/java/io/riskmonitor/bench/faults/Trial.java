package io.riskmonitor.bench.faults;

import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.PolicyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Runs schedules one after the other, and compares what each published with what an undisturbed run publishes. */
public final class Trial {

    private final long seed;
    private final Site site;
    private final Consumer<String> log;
    private final List<Recorded> stream;
    private final List<DeclaredPolicy> policies;
    private final Map<Duration, List<Fact>> undisturbed = new HashMap<>();

    /**
     * @param seed of the stream and of what the schedules choose
     * @param log hears what comes next
     */
    public Trial(long seed, Site site, Consumer<String> log) throws IOException {
        this.seed = seed;
        this.site = site;
        this.log = log;
        this.stream = RecordedStream.of(seed);
        Path file = site.directory().resolve("policies.yaml");
        Files.writeString(file, RecordedStream.policies());
        this.policies = PolicyFiles.readDeclared(file);
    }

    /** Does what the schedule says; what of it came out right. */
    public Result run(Schedule schedule) throws Exception {
        List<Fact> expected = undisturbed.computeIfAbsent(
                schedule.setup().outOfOrder(),
                bound -> Undisturbed.facts(schedule.setup().config(), policies, stream));
        List<Recorded> sent = schedule.sent(stream, new SplittableRandom(seed));
        log.accept(schedule.name() + ": " + schedule.what());
        Instant start = Instant.now();
        try (World world = new World(site, schedule, sent, seed, log)) {
            schedule.run(world);
            List<Fact> published = world.finish();
            Map<Fact.Kind, Integer> counts = new EnumMap<>(Fact.Kind.class);
            expected.forEach(fact -> counts.merge(fact.kind(), 1, Integer::sum));
            return new Result(
                    schedule,
                    world.sent(),
                    world.faults(),
                    counts,
                    Difference.between(expected, published),
                    Duration.between(start, Instant.now()),
                    world.directory());
        }
    }
}
