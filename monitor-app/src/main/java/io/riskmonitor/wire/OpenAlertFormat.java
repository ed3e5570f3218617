package io.riskmonitor.wire;

import io.riskmonitor.alert.AlertState;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.Answers;
import io.riskmonitor.alert.OpenAlert;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RiskBand;
import io.riskmonitor.rule.RuleOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** An alert that is not quiet: its state, the finding that proves it, and what was said to it. */
final class OpenAlertFormat extends BinaryFormat<OpenAlert> {

    @Override
    void write(OpenAlert alert, Encoder out) throws IOException {
        write(alert.state(), out);
        write(alert.startedAt(), out);
        write(alert.proof(), out);
        out.writeString(alert.said());
        write(alert.answers(), out);
    }

    @Override
    OpenAlert read(Decoder in) throws IOException {
        return new OpenAlert(readState(in), readInstant(in), readFinding(in), in.readString(), readAnswers(in));
    }

    static void write(Answers answers, Encoder out) throws IOException {
        writeOptional(answers.acknowledgement(), out);
        writeOptional(answers.closure(), out);
    }

    static Answers readAnswers(Decoder in) throws IOException {
        return new Answers(readOptionalAnswer(in), readOptionalAnswer(in));
    }

    private static void writeOptional(@Nullable Answer answer, Encoder out) throws IOException {
        out.writeBoolean(answer != null);
        if (answer != null) {
            write(answer, out);
        }
    }

    private static @Nullable Answer readOptionalAnswer(Decoder in) throws IOException {
        return in.readBoolean() ? readAnswer(in) : null;
    }

    static void write(Answer answer, Encoder out) throws IOException {
        out.writeString(answer.commandId());
        out.writeString(answer.by());
        write(answer.at(), out);
        writeOptional(answer.reason(), out);
    }

    static Answer readAnswer(Decoder in) throws IOException {
        return new Answer(in.readString(), in.readString(), readInstant(in), readOptional(in));
    }

    private static void write(AlertState state, Encoder out) throws IOException {
        if (state instanceof AlertState.Pending pending) {
            out.writeString("pending");
            write(pending.since(), out);
        } else if (state instanceof AlertState.Firing firing) {
            out.writeString("firing");
            write(firing.since(), out);
            writeOptional(firing.explainedBy(), out);
            writeOptional(firing.unexplainedSince(), out);
        } else if (state instanceof AlertState.Clearing clearing) {
            out.writeString("clearing");
            write(clearing.since(), out);
            write(clearing.clearSince(), out);
            writeOptional(clearing.explainedBy(), out);
        } else if (state instanceof AlertState.Closed closed) {
            out.writeString("closed");
            write(closed.since(), out);
        } else {
            throw new IllegalArgumentException("a quiet alert is not stored");
        }
    }

    private static AlertState readState(Decoder in) throws IOException {
        String name = in.readString();
        return switch (name) {
            case "closed" -> new AlertState.Closed(readInstant(in));
            case "pending" -> new AlertState.Pending(readInstant(in));
            case "firing" -> new AlertState.Firing(readInstant(in), readOptional(in), readOptionalInstant(in));
            case "clearing" -> new AlertState.Clearing(readInstant(in), readInstant(in), readOptional(in));
            default -> throw new IllegalArgumentException("unknown alert state " + name);
        };
    }

    static void write(Finding finding, Encoder out) throws IOException {
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
        out.writeString(finding.claim());
        write(finding.evidence(), out);
    }

    static Finding readFinding(Decoder in) throws IOException {
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
        writeOptional(evidence.baselineId(), out);
        out.writeBoolean(evidence.baselineN() != null);
        out.writeLong(evidence.baselineN() == null ? 0 : evidence.baselineN());
        writeOptional(evidence.baselineRate(), out);
        writeOptional(evidence.smallestDetectable(), out);
        writeOptional(evidence.riskBand() == null ? null : evidence.riskBand().name(), out);
        writeOptional(evidence.expectedLoss(), out);
        writeOptional(evidence.note(), out);
        out.writeInt(evidence.figures().size());
        for (Map.Entry<String, Double> figure : evidence.figures().entrySet()) {
            out.writeString(figure.getKey());
            out.writeDouble(figure.getValue());
        }
        out.writeInt(evidence.moved().size());
        for (Evidence.Moved moved : evidence.moved()) {
            out.writeString(moved.bin());
            out.writeDouble(moved.expected());
            out.writeDouble(moved.observed());
            out.writeDouble(moved.contribution());
        }
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
                readOptional(in),
                readOptionalLong(in),
                readOptionalDouble(in),
                readOptionalDouble(in),
                readBand(in),
                readOptionalDouble(in),
                readOptional(in),
                readFigures(in),
                readMoved(in),
                readStrings(in),
                in.readInt());
    }

    private static @Nullable RiskBand readBand(Decoder in) throws IOException {
        @Nullable String name = readOptional(in);
        return name == null ? null : RiskBand.valueOf(name);
    }

    private static @Nullable Long readOptionalLong(Decoder in) throws IOException {
        boolean present = in.readBoolean();
        long value = in.readLong();
        return present ? value : null;
    }

    private static Map<String, Double> readFigures(Decoder in) throws IOException {
        Map<String, Double> figures = new TreeMap<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            figures.put(in.readString(), in.readDouble());
        }
        return figures;
    }

    private static List<Evidence.Moved> readMoved(Decoder in) throws IOException {
        List<Evidence.Moved> moved = new ArrayList<>();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            moved.add(new Evidence.Moved(in.readString(), in.readDouble(), in.readDouble(), in.readDouble()));
        }
        return moved;
    }
}
