package io.riskmonitor.wire;

import io.riskmonitor.alert.Pause;
import java.io.IOException;
import java.time.Instant;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A pause that is not over. */
final class PauseFormat extends BinaryFormat<Pause> {

    @Override
    void write(Pause pause, Encoder out) throws IOException {
        out.writeString(pause.application());
        OpenAlertFormat.write(pause.said(), out);
        writeOptional(pause.rule(), out);
        out.writeLong(pause.until().toEpochMilli());
    }

    @Override
    Pause read(Decoder in) throws IOException {
        return new Pause(
                in.readString(), OpenAlertFormat.readAnswer(in), readOptional(in), Instant.ofEpochMilli(in.readLong()));
    }
}
