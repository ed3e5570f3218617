package io.riskmonitor.cli;

import io.riskmonitor.wire.JsonLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Hands lines on at the pace of their events, some times faster. */
final class PacedLines implements Iterator<JsonLine> {

    private final Iterator<JsonLine> lines;
    private final double speed;
    private @Nullable Instant firstEvent;
    private Instant firstHanded = Instant.MIN;

    PacedLines(Iterator<JsonLine> lines, double speed) {
        this.lines = lines;
        this.speed = speed;
    }

    @Override
    public boolean hasNext() {
        return lines.hasNext();
    }

    @Override
    public JsonLine next() {
        JsonLine line = lines.next();
        if (line instanceof JsonLine.Event event) {
            if (firstEvent == null) {
                firstEvent = event.time();
                firstHanded = Instant.now();
            }
            long nanos = (long) (Duration.between(firstEvent, event.time()).toNanos() / speed);
            sleepUntil(firstHanded.plusNanos(nanos));
        }
        return line;
    }

    private static void sleepUntil(Instant time) {
        long millis = Duration.between(Instant.now(), time).toMillis();
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }
}
