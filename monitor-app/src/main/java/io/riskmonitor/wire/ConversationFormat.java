package io.riskmonitor.wire;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.segment.Series;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The series in which a conversation had a trial, and whether it failed there. */
final class ConversationFormat extends BinaryFormat<Map<Series, Boolean>> {

    @Override
    void write(Map<Series, Boolean> conversation, Encoder out) throws IOException {
        out.writeInt(conversation.size());
        for (Map.Entry<Series, Boolean> series : conversation.entrySet()) {
            out.writeString(series.getKey().category().name());
            out.writeString(series.getKey().evaluator());
            out.writeBoolean(series.getValue());
        }
    }

    @Override
    Map<Series, Boolean> read(Decoder in) throws IOException {
        int size = in.readInt();
        Map<Series, Boolean> conversation = new HashMap<>();
        for (int i = 0; i < size; i++) {
            Series series = new Series(RiskCategory.valueOf(in.readString()), in.readString());
            conversation.put(series, in.readBoolean());
        }
        return conversation;
    }
}
