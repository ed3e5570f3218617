package io.riskmonitor.bench;

import java.time.Duration;
import java.util.Arrays;

/** A result on its way from one process to another. */
final class ResultLine {

    private ResultLine() {}

    static String of(Contender.Result result) {
        Effort effort = result.effort();
        Totals totals = result.totals();
        return "%d %d %d %d %d"
                .formatted(
                        effort.wall().toNanos(),
                        effort.cpu().toNanos(),
                        effort.brokerCpu().toNanos(),
                        totals.trials(),
                        totals.failures());
    }

    static Contender.Result parse(String line) {
        long[] numbers =
                Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Contender.Result(
                new Effort(Duration.ofNanos(numbers[0]), Duration.ofNanos(numbers[1]), Duration.ofNanos(numbers[2])),
                new Totals(numbers[3], numbers[4]));
    }
}
