package io.riskmonitor.wire;

import java.io.IOException;
import java.time.Instant;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A decision on its way: the command as received, which is read again. */
final class AskedDecisionFormat extends BinaryFormat<AskedDecision> {

    private final ReceivedFormat commands;

    AskedDecisionFormat(ReceivedFormat commands) {
        this.commands = commands;
    }

    @Override
    void write(AskedDecision asked, Encoder out) throws IOException {
        commands.write(asked.received(), out);
        out.writeLong(asked.until().toEpochMilli());
        out.writeBoolean(asked.answered());
    }

    @Override
    AskedDecision read(Decoder in) throws IOException {
        return new AskedDecision(commands.read(in), Instant.ofEpochMilli(in.readLong()), in.readBoolean());
    }
}
