package io.riskmonitor.bench;

import java.util.function.Function;
import java.util.function.Supplier;

/** Who is compared. */
enum Contender {
    CONSUME("(a) consume and decode only, one thread", ConsumeOnly::new, Truth::all),
    DSL("(b) plain Kafka Streams DSL: cells, one window", PlainDsl::new, Truth::inlineByCell),
    MONITOR("(c) the monitor", WholeMonitor::new, Truth::all);

    /** One pass over the events. */
    interface Pass {

        /** Processes everything; once per instance. */
        Result run(Course course) throws Exception;
    }

    /** What a pass took, and what it counted. */
    record Result(Effort effort, Totals totals) {}

    private final String title;
    private final Supplier<Pass> pass;
    private final Function<Truth, Totals> right;

    Contender(String title, Supplier<Pass> pass, Function<Truth, Totals> right) {
        this.title = title;
        this.pass = pass;
        this.right = right;
    }

    String title() {
        return title;
    }

    Pass newPass() {
        return pass.get();
    }

    /** What it should have counted. */
    Totals right(Truth truth) {
        return right.apply(truth);
    }
}
