package io.riskmonitor.bench;

import io.riskmonitor.config.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** One contender in a fresh process: once over the events for warming up, then over the measured ones. */
@Command(name = "contend", hidden = true)
final class ContendCommand implements Callable<Integer> {

    @Option(names = "--contender", required = true)
    private Contender contender;

    @Option(names = "--bootstrap", required = true)
    private String bootstrap;

    @Option(names = "--registry", required = true)
    private String registry;

    @Option(names = "--broker-pid", required = true)
    private long brokerPid;

    @Option(names = "--seed", required = true)
    private long seed;

    @Option(names = "--applications", required = true)
    private int applications;

    @Option(names = "--events", required = true)
    private int events;

    @Option(names = "--start", required = true)
    private Instant start;

    @Option(names = "--warm-up", required = true)
    private int warmUp;

    @Option(names = "--warm-up-start", required = true)
    private Instant warmUpStart;

    @Option(names = "--name", required = true)
    private String name;

    @Option(names = "--state", required = true)
    private Path state;

    @Override
    public Integer call() throws Exception {
        ChildJvm.endWithParent();
        if (warmUp > 0) {
            contender.newPass().run(course(Course.WARM_UP, warmUp, warmUpStart, "warm-up"));
        }
        Contender.Result result = contender.newPass().run(course(Course.MEASURED, events, start, "measured"));
        ChildJvm.say(ResultLine.of(result));
        return ExitCode.OK;
    }

    private Course course(Topics topics, int interactions, Instant from, String pass) {
        return new Course(
                bootstrap,
                registry,
                brokerPid,
                new Workload(seed, from, interactions, applications),
                topics,
                name + "-" + pass,
                state.resolve(pass));
    }
}
