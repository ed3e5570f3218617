package io.riskmonitor.bench.faults;

import java.time.Duration;
import java.util.List;

/** All of them, in the order of the table. */
public final class Schedules {

    private Schedules() {}

    /**
     * With this much of everything.
     *
     * @param kills how often an instance is killed where that is what happens; brokers fail as often, up to five times
     * @param outage how long something is away; in real life ten minutes
     */
    public static List<Schedule> all(int kills, Duration outage) {
        return List.of(
                new Quiet(),
                new Shape(1, 1),
                new Shape(8, 4),
                new Shape(12, 1),
                new Repeated(),
                new Shuffled(),
                new SlowConsumer(),
                new KillNine(kills),
                new StopAndStart(5),
                new ComeAndGo(),
                new KillOneOfThree(),
                new InstanceFrozen(Math.min(3, kills)),
                new StreamsProtocol(),
                new RegistryAway(outage),
                new BrokerFails(BrokerFails.Failure.KILLED, Math.min(5, kills)),
                new BrokerFails(BrokerFails.Failure.FROZEN, Math.min(3, kills)),
                new BrokerFails(BrokerFails.Failure.CUT_OFF, Math.min(4, kills)),
                new InstanceCutOff(Math.min(3, kills)),
                new AllBrokersAway(outage),
                new DiskFull());
    }
}
