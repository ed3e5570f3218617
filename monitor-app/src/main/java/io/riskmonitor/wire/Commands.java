package io.riskmonitor.wire;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.AlertCommand.Kind;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.Pause;
import io.riskmonitor.alert.Silence;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Avro commands to those of the domain. */
final class Commands {

    private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private Commands() {}

    /** The command, or a {@link Refusal} with everything that is wrong with it. */
    static Object read(Command avro) {
        List<String> problems = new ArrayList<>();
        require(avro.getCommandId(), "commandId", problems);
        require(avro.getApplication(), "application", problems);
        require(avro.getBy(), "by", problems);
        requirePlausible(avro.getAt(), "at", problems);
        requirePlausible(avro.getUntil(), "until", problems);
        requirePlausible(avro.getAwareAt(), "awareAt", problems);
        if (avro.getKind() == CommandKind.REVIEW_DECISION) {
            return decision(avro, problems);
        }
        Kind kind = kind(avro.getKind(), problems);
        if (kind == Kind.SILENCE) {
            checkSilence(avro, problems);
        } else if (kind == Kind.PAUSE) {
            checkPause(avro, problems);
        } else if (kind != null) {
            require(avro.getAlertId(), "alertId", problems);
        }
        if (avro.getAwareAt() != null && avro.getAwareAt().isAfter(avro.getAt())) {
            problems.add("awareAt must not be after at, " + avro.getAt() + ", got " + avro.getAwareAt());
        }
        if (kind == null || !problems.isEmpty()) {
            return new Refusal(RefusalReason.INVALID_COMMAND, String.join("; ", problems));
        }
        return new AlertCommand(
                avro.getApplication(),
                kind,
                new Answer(avro.getCommandId(), avro.getBy(), avro.getAt(), avro.getReason()),
                avro.getAlertId(),
                avro.getMatchers(),
                avro.getUntil(),
                avro.getAwareAt());
    }

    private static Object decision(Command avro, List<String> problems) {
        require(avro.getInteractionId(), "interactionId", problems);
        if (avro.getConfirm() == null) {
            problems.add("confirm is required: true or false");
        }
        if (avro.getInteractionId() == null || avro.getConfirm() == null || !problems.isEmpty()) {
            return new Refusal(RefusalReason.INVALID_COMMAND, String.join("; ", problems));
        }
        return new ReviewDecision(
                avro.getApplication(),
                new Answer(avro.getCommandId(), avro.getBy(), avro.getAt(), avro.getReason()),
                avro.getInteractionId(),
                avro.getVerdictId(),
                avro.getConfirm());
    }

    private static void checkSilence(Command avro, List<String> problems) {
        if (avro.getMatchers().isEmpty()) {
            problems.add("matchers is required, or nobody would hear of anything");
        }
        checkMatchers(avro, Silence.FIELDS, problems);
        checkUntil(avro, problems);
    }

    private static void checkPause(Command avro, List<String> problems) {
        checkMatchers(avro, Set.of(Pause.FIELD), problems);
        checkUntil(avro, problems);
    }

    private static void checkMatchers(Command avro, Set<String> fields, List<String> problems) {
        for (String field : new TreeSet<>(avro.getMatchers().keySet())) {
            if (!fields.contains(field)) {
                problems.add("matchers." + field + " must be one of " + new TreeSet<>(fields));
            }
        }
    }

    private static void checkUntil(Command avro, List<String> problems) {
        if (avro.getUntil() == null) {
            problems.add("until is required");
        } else if (!avro.getUntil().isAfter(avro.getAt())) {
            problems.add("until must be after at, " + avro.getAt() + ", got " + avro.getUntil());
        }
    }

    /** Nothing can be added to times at the end of time. */
    private static void requirePlausible(@Nullable Instant time, String name, List<String> problems) {
        if (time != null && (time.isBefore(EARLIEST) || !time.isBefore(LATEST))) {
            problems.add(name + " must be from " + EARLIEST + " to " + LATEST + ", got " + time);
        }
    }

    private static void require(@Nullable String text, String name, List<String> problems) {
        if (text == null || text.isBlank()) {
            problems.add(name + " is required");
        }
    }

    private static @Nullable Kind kind(CommandKind kind, List<String> problems) {
        for (Kind known : Kind.values()) {
            if (known.name().equals(kind.name())) {
                return known;
            }
        }
        problems.add(
                "kind must be one of " + List.of(Kind.values()) + " or REVIEW_DECISION in this version, got " + kind);
        return null;
    }
}
