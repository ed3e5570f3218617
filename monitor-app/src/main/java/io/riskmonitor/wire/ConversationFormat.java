package io.riskmonitor.wire;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.Trials;
import io.riskmonitor.pane.Trials.Trial;
import io.riskmonitor.segment.Series;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** The trials of a conversation in a bucket of time, per series. Version 1 knew only whether one failed. */
final class ConversationFormat extends BinaryFormat<Map<Series, Trials>> {

    private static final Severity[] SEVERITIES = Severity.values();
    private static final int NO_SEVERITY = -1;

    @Override
    byte version() {
        return 2;
    }

    @Override
    byte oldestVersion() {
        return 1;
    }

    @Override
    void write(Map<Series, Trials> conversation, Encoder out) throws IOException {
        out.writeInt(conversation.size());
        for (Map.Entry<Series, Trials> entry : conversation.entrySet()) {
            out.writeString(entry.getKey().category().name());
            out.writeString(entry.getKey().evaluator());
            Trials trials = entry.getValue();
            out.writeBoolean(trials.any());
            out.writeBoolean(trials.failed());
            out.writeInt(trials.open().size());
            for (Trial trial : trials.open()) {
                write(trial.at(), out);
                out.writeString(trial.interactionId());
                writeOptional(trial.version(), out);
                out.writeBoolean(trial.failed());
                out.writeInt(
                        trial.severity() == null
                                ? NO_SEVERITY
                                : trial.severity().ordinal());
            }
        }
    }

    @Override
    Map<Series, Trials> read(Decoder in) throws IOException {
        return read(version(), in);
    }

    @Override
    Map<Series, Trials> read(byte version, Decoder in) throws IOException {
        int size = in.readInt();
        Map<Series, Trials> conversation = new HashMap<>();
        for (int i = 0; i < size; i++) {
            Series series = new Series(RiskCategory.valueOf(in.readString()), in.readString());
            boolean any = version == 1 || in.readBoolean();
            boolean failed = in.readBoolean();
            conversation.put(series, new Trials(any, failed, version == 1 ? List.of() : readOpen(in)));
        }
        return conversation;
    }

    private static List<Trial> readOpen(Decoder in) throws IOException {
        int size = in.readInt();
        List<Trial> open = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Instant at = readInstant(in);
            String interactionId = in.readString();
            @Nullable String evaluatorVersion = readOptional(in);
            boolean failed = in.readBoolean();
            int severity = in.readInt();
            open.add(new Trial(
                    at,
                    interactionId,
                    evaluatorVersion,
                    failed,
                    severity == NO_SEVERITY ? null : SEVERITIES[severity]));
        }
        return open;
    }
}
