package io.riskmonitor.wire;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertStatus;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A transition of an alert as part of other values. */
final class AlertEventFormat {

    private static final Keys.AlertKeys KEYS = new Keys.AlertKeys();
    private static final SilenceFormat SILENCES = new SilenceFormat();

    private AlertEventFormat() {}

    static void write(AlertEvent event, Encoder out) throws IOException {
        out.writeString(event.alertId());
        KEYS.write(event.key(), out);
        out.writeString(event.status().name());
        BinaryFormat.write(event.startedAt(), out);
        BinaryFormat.write(event.at(), out);
        OpenAlertFormat.write(event.finding(), out);
        BinaryFormat.writeOptional(event.owner(), out);
        BinaryFormat.writeOptional(event.runbook(), out);
        out.writeString(event.summary());
        BinaryFormat.writeOptional(event.parentAlertId(), out);
        OpenAlertFormat.write(event.answers(), out);
        out.writeBoolean(event.silence() != null);
        if (event.silence() != null) {
            SILENCES.write(event.silence(), out);
        }
    }

    static AlertEvent read(Decoder in) throws IOException {
        return new AlertEvent(
                in.readString(),
                KEYS.read(in),
                AlertStatus.valueOf(in.readString()),
                BinaryFormat.readInstant(in),
                BinaryFormat.readInstant(in),
                OpenAlertFormat.readFinding(in),
                BinaryFormat.readOptional(in),
                BinaryFormat.readOptional(in),
                in.readString(),
                BinaryFormat.readOptional(in),
                OpenAlertFormat.readAnswers(in),
                in.readBoolean() ? SILENCES.read(in) : null);
    }
}
