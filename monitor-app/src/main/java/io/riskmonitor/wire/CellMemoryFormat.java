package io.riskmonitor.wire;

import io.riskmonitor.judge.CellMemory;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.rule.FailureRateWatch;
import io.riskmonitor.rule.RuleOutcome;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** What is remembered of one cell. */
final class CellMemoryFormat extends BinaryFormat<CellMemory> {

    @Override
    void write(CellMemory memory, Encoder out) throws IOException {
        WindowRings.write(memory.ring(), out);
        out.writeLong(memory.carriedTrials());
        out.writeLong(memory.carriedFailures());
        writeStrings(memory.exemplars(), out);
        out.writeInt(memory.watches().size());
        for (Map.Entry<String, FailureRateWatch> entry : memory.watches().entrySet()) {
            out.writeString(entry.getKey());
            write(entry.getValue(), out);
        }
    }

    private static void write(FailureRateWatch watch, Encoder out) throws IOException {
        out.writeDouble(watch.ceiling());
        out.writeInt(watch.detector().length);
        for (double component : watch.detector()) {
            out.writeDouble(component);
        }
        out.writeBoolean(watch.breached());
        out.writeDouble(watch.cusum());
        out.writeLong(watch.since());
        out.writeLong(watch.trials());
        out.writeLong(watch.failures());
        out.writeString(watch.published().name());
        out.writeLong(watch.publishedAt());
    }

    @Override
    CellMemory read(Decoder in) throws IOException {
        WindowRing ring = WindowRings.read(in);
        CellMemory memory = new CellMemory(ring, in.readLong(), in.readLong());
        readStrings(in).forEach(memory::remember);
        int watches = in.readInt();
        for (int i = 0; i < watches; i++) {
            memory.watches().put(in.readString(), readWatch(in));
        }
        return memory;
    }

    private static FailureRateWatch readWatch(Decoder in) throws IOException {
        double ceiling = in.readDouble();
        double[] detector = new double[in.readInt()];
        for (int i = 0; i < detector.length; i++) {
            detector[i] = in.readDouble();
        }
        return new FailureRateWatch(
                ceiling,
                detector,
                in.readBoolean(),
                in.readDouble(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                RuleOutcome.valueOf(in.readString()),
                in.readLong());
    }
}
