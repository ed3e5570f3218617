package io.riskmonitor.wire;

import io.riskmonitor.alert.Silence;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A silence that is not over. */
final class SilenceFormat extends BinaryFormat<Silence> {

    @Override
    void write(Silence silence, Encoder out) throws IOException {
        out.writeString(silence.application());
        OpenAlertFormat.write(silence.said(), out);
        out.writeInt(silence.matchers().size());
        for (Map.Entry<String, String> matcher : silence.matchers().entrySet()) {
            out.writeString(matcher.getKey());
            out.writeString(matcher.getValue());
        }
        out.writeLong(silence.until().toEpochMilli());
    }

    @Override
    Silence read(Decoder in) throws IOException {
        String application = in.readString();
        var said = OpenAlertFormat.readAnswer(in);
        Map<String, String> matchers = new TreeMap<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            matchers.put(in.readString(), in.readString());
        }
        return new Silence(application, said, matchers, Instant.ofEpochMilli(in.readLong()));
    }
}
