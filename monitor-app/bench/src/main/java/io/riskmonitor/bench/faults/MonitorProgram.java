package io.riskmonitor.bench.faults;

import io.riskmonitor.bench.ChildJvm;
import io.riskmonitor.cli.RiskMonitor;

/** The program as users start it, except that it ends when its parent does. */
public final class MonitorProgram {

    private MonitorProgram() {}

    public static void main(String[] args) {
        ChildJvm.endWithParent();
        RiskMonitor.main(args);
    }
}
