package io.riskmonitor.wire;

import io.riskmonitor.pane.Watermark;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.pane.WindowRing.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A window ring: of every window the buckets that are not empty. */
final class WindowRings {

    private WindowRings() {}

    private record Bucket(long start, long trials, long failures) {}

    static void write(WindowRing ring, Encoder out) throws IOException {
        out.writeLong(ring.latestMillis());
        for (Window window : Window.values()) {
            List<Bucket> buckets = new ArrayList<>();
            ring.forEach(window, (start, trials, failures) -> buckets.add(new Bucket(start, trials, failures)));
            out.writeInt(buckets.size());
            long before = 0;
            for (Bucket bucket : buckets) {
                out.writeLong(bucket.start - before); // small numbers take few bytes
                out.writeLong(bucket.trials);
                out.writeLong(bucket.failures);
                before = bucket.start;
            }
        }
    }

    static WindowRing read(Decoder in) throws IOException {
        WindowRing ring = new WindowRing();
        long latest = in.readLong();
        for (Window window : Window.values()) {
            int buckets = in.readInt();
            long start = 0;
            for (int i = 0; i < buckets; i++) {
                start += in.readLong();
                ring.restore(window, start, in.readLong(), in.readLong());
            }
        }
        if (latest != Watermark.NONE) {
            ring.advanceTo(latest);
        }
        return ring;
    }
}
