package io.riskmonitor.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What something took: wall clock, CPU of this process and CPU of the broker's. */
record Effort(Duration wall, Duration cpu, Duration brokerCpu) {

    /** Longer than the commit interval of everybody, so that the last commit counts. */
    private static final Duration UNTIL_COMMITTED = Duration.ofMillis(1_500);

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Started when processing starts: joining the group and opening stores are not counted. */
    static final class Stopwatch {

        private final ProcessHandle broker;
        private final long startNanos = System.nanoTime();
        private final Duration startCpu = cpu();
        private final Duration startBrokerCpu;

        private Stopwatch(ProcessHandle broker) {
            this.broker = broker;
            this.startBrokerCpu = cpuOf(broker);
        }

        static Stopwatch start(long brokerPid) {
            return new Stopwatch(ProcessHandle.of(brokerPid).orElseThrow());
        }

        /** To be called when the last event is processed. */
        Effort stop() throws InterruptedException {
            Duration wall = Duration.ofNanos(System.nanoTime() - startNanos);
            Thread.sleep(UNTIL_COMMITTED.toMillis());
            return new Effort(wall, cpu().minus(startCpu), cpuOf(broker).minus(startBrokerCpu));
        }

        private static Duration cpu() {
            return Duration.ofNanos(PROCESS.getProcessCpuTime());
        }

        private static Duration cpuOf(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }
}
