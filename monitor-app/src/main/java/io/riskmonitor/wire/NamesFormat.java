package io.riskmonitor.wire;

import java.io.IOException;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** Names or ids, in their order. */
final class NamesFormat extends BinaryFormat<List<String>> {

    @Override
    void write(List<String> names, Encoder out) throws IOException {
        writeStrings(names, out);
    }

    @Override
    List<String> read(Decoder in) throws IOException {
        return readStrings(in);
    }
}
