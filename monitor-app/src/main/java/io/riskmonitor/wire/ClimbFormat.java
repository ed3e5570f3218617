package io.riskmonitor.wire;

import io.riskmonitor.escalation.Climb;
import io.riskmonitor.escalation.Climb.Told;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** How far up its escalation path an alert is, with the alert. */
final class ClimbFormat extends BinaryFormat<Climb> {

    @Override
    void write(Climb climb, Encoder out) throws IOException {
        AlertEventFormat.write(climb.alert(), out);
        out.writeInt(climb.level());
        out.writeInt(climb.told().size());
        for (Told told : climb.told()) {
            out.writeInt(told.level());
            out.writeString(told.target());
        }
        out.writeInt(climb.escalations());
        writeOptional(climb.climbsAt(), out);
        writeOptional(climb.repeatsAt(), out);
        out.writeBoolean(climb.stopped());
    }

    @Override
    Climb read(Decoder in) throws IOException {
        return new Climb(
                AlertEventFormat.read(in),
                in.readInt(),
                readTold(in),
                in.readInt(),
                readOptionalInstant(in),
                readOptionalInstant(in),
                in.readBoolean());
    }

    private static List<Told> readTold(Decoder in) throws IOException {
        List<Told> told = new ArrayList<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            told.add(new Told(in.readInt(), in.readString()));
        }
        return told;
    }
}
