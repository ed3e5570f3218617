package io.riskmonitor.wire;

import io.riskmonitor.alert.AlertState;
import io.riskmonitor.alert.OpenAlert;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import java.io.IOException;
import java.time.Instant;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** An alert that is not quiet: its state and the finding that proves it. */
final class OpenAlertFormat extends BinaryFormat<OpenAlert> {

    @Override
    void write(OpenAlert alert, Encoder out) throws IOException {
        write(alert.state(), out);
        write(alert.startedAt(), out);
        write(alert.proof(), out);
    }

    @Override
    OpenAlert read(Decoder in) throws IOException {
        return new OpenAlert(readState(in), readInstant(in), readFinding(in));
    }

    private static void write(AlertState state, Encoder out) throws IOException {
        if (state instanceof AlertState.Pending pending) {
            out.writeString("pending");
            write(pending.since(), out);
        } else if (state instanceof AlertState.Firing firing) {
            out.writeString("firing");
            write(firing.since(), out);
            writeOptional(firing.explainedBy(), out);
        } else if (state instanceof AlertState.Clearing clearing) {
            out.writeString("clearing");
            write(clearing.since(), out);
            write(clearing.clearSince(), out);
            writeOptional(clearing.explainedBy(), out);
        } else {
            throw new IllegalArgumentException("a quiet alert is not stored");
        }
    }

    private static AlertState readState(Decoder in) throws IOException {
        String name = in.readString();
        return switch (name) {
            case "pending" -> new AlertState.Pending(readInstant(in));
            case "firing" -> new AlertState.Firing(readInstant(in), readOptional(in));
            case "clearing" -> new AlertState.Clearing(readInstant(in), readInstant(in), readOptional(in));
            default -> throw new IllegalArgumentException("unknown alert state " + name);
        };
    }

    private static void write(Finding finding, Encoder out) throws IOException {
        out.writeString(finding.rule());
        out.writeString(finding.kind());
        out.writeString(finding.severity().name());
        out.writeString(finding.application());
        writeOptional(finding.category() == null ? null : finding.category().name(), out);
        writeOptional(finding.evaluator(), out);
        SeriesFormat.write(finding.group(), out);
        out.writeString(finding.outcome().name());
        write(finding.at(), out);
        out.writeString(finding.policyVersion());
        write(finding.evidence(), out);
    }

    private static Finding readFinding(Decoder in) throws IOException {
        String rule = in.readString();
        String kind = in.readString();
        Severity severity = Severity.valueOf(in.readString());
        String application = in.readString();
        @Nullable String category = readOptional(in);
        return new Finding(
                rule,
                kind,
                severity,
                application,
                category == null ? null : RiskCategory.valueOf(category),
                readOptional(in),
                SeriesFormat.readGroup(in),
                RuleOutcome.valueOf(in.readString()),
                readInstant(in),
                in.readString(),
                readEvidence(in));
    }

    private static void write(Evidence evidence, Encoder out) throws IOException {
        write(evidence.windowStart(), out);
        write(evidence.windowEnd(), out);
        out.writeLong(evidence.n());
        out.writeLong(evidence.failures());
        writeOptional(evidence.rate(), out);
        writeOptional(evidence.lower(), out);
        writeOptional(evidence.upper(), out);
        writeOptional(evidence.statistic(), out);
        writeOptional(evidence.threshold(), out);
        writeOptional(evidence.baselineRate(), out);
        writeOptional(evidence.smallestDetectable(), out);
        writeStrings(evidence.exemplars(), out);
        out.writeInt(evidence.partitionsLeftOut());
    }

    private static Evidence readEvidence(Decoder in) throws IOException {
        return new Evidence(
                readInstant(in),
                readInstant(in),
                in.readLong(),
                in.readLong(),
                readOptionalDouble(in),
                readOptionalDouble(in),
                readOptionalDouble(in),
                readOptionalDouble(in),
                readOptionalDouble(in),
                readOptionalDouble(in),
                readOptionalDouble(in),
                readStrings(in),
                in.readInt());
    }

    private static void write(Instant instant, Encoder out) throws IOException {
        out.writeLong(instant.toEpochMilli());
    }

    private static Instant readInstant(Decoder in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }
}
