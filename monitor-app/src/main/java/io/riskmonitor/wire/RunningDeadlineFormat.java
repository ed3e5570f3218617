package io.riskmonitor.wire;

import io.riskmonitor.escalation.RunningDeadline;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A time limit that runs, with the alert that it is about. */
final class RunningDeadlineFormat extends BinaryFormat<RunningDeadline> {

    @Override
    void write(RunningDeadline deadline, Encoder out) throws IOException {
        AlertEventFormat.write(deadline.alert(), out);
        out.writeString(deadline.id());
        out.writeString(deadline.target());
        write(deadline.awareAt(), out);
        write(deadline.dueAt(), out);
        out.writeInt(deadline.reminders().size());
        for (Instant reminder : deadline.reminders()) {
            write(reminder, out);
        }
        out.writeInt(deadline.told());
        writeOptional(deadline.declaredBy(), out);
        writeOptional(deadline.metBy(), out);
    }

    @Override
    RunningDeadline read(Decoder in) throws IOException {
        return new RunningDeadline(
                AlertEventFormat.read(in),
                in.readString(),
                in.readString(),
                readInstant(in),
                readInstant(in),
                readInstants(in),
                in.readInt(),
                readOptional(in),
                readOptional(in));
    }

    private static List<Instant> readInstants(Decoder in) throws IOException {
        List<Instant> instants = new ArrayList<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            instants.add(readInstant(in));
        }
        return instants;
    }

    /** Its key in a store. */
    static final class Key extends BinaryFormat<RunningDeadline.Key> {
        @Override
        void write(RunningDeadline.Key key, Encoder out) throws IOException {
            out.writeString(key.application());
            out.writeString(key.alertId());
            out.writeString(key.deadlineId());
        }

        @Override
        RunningDeadline.Key read(Decoder in) throws IOException {
            return new RunningDeadline.Key(in.readString(), in.readString(), in.readString());
        }
    }
}
