package io.riskmonitor.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Splits bytes into lines and never holds more of one than a limit: the rest of a longer line is skipped. */
final class BoundedLines {

    private final InputStream in;
    private final int limit;
    private final byte[] chunk = new byte[1 << 16];
    private int from;
    private int to;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private boolean tooLong;

    BoundedLines(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** Moves to the next line; false at the end. If reading fails, {@link #number} is still the last whole line. */
    boolean next() throws IOException {
        line.reset();
        tooLong = false;
        boolean begun = false;
        boolean ended = false;
        while (!ended && (from < to || fill())) {
            begun = true;
            int stop = from;
            while (stop < to && chunk[stop] != '\n') {
                stop++;
            }
            ended = stop < to;
            keep(stop - from);
            from = ended ? stop + 1 : to;
        }
        if (begun) {
            number++;
        }
        return begun;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(chunk));
        return to > 0;
    }

    private void keep(int length) {
        tooLong |= line.size() + length > limit;
        if (!tooLong) {
            line.write(chunk, from, length);
        }
    }

    /** The line without its end; meaningless where {@link #isTooLong}. */
    byte[] bytes() {
        return line.toByteArray();
    }

    boolean isTooLong() {
        return tooLong;
    }

    /** Number of the current line, counted from 1. */
    long number() {
        return number;
    }
}
