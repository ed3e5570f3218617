package io.riskmonitor.policy;

import io.riskmonitor.document.Section;
import io.riskmonitor.escalation.EscalationLevel;
import io.riskmonitor.escalation.EscalationPath;
import io.riskmonitor.escalation.WorkingHours;
import io.riskmonitor.interaction.Severity;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads who is told, in which order and when. */
final class EscalationReader {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private final Section root;

    EscalationReader(Section root) {
        this.root = root;
    }

    EscalationPath read() {
        List<EscalationLevel> levels = new ArrayList<>();
        List<Section> sections = root.sections("escalation");
        for (int i = 0; i < sections.size(); i++) {
            level(sections.get(i), i == sections.size() - 1).ifPresent(levels::add);
        }
        return new EscalationPath(List.copyOf(levels));
    }

    private static Optional<EscalationLevel> level(Section section, boolean last) {
        section.require("notify");
        if (!last && !section.has("acknowledgeWithin")) {
            section.problem("acknowledgeWithin", "is required, or the next level would never be told");
        }
        String target = section.text("notify");
        Duration within = section.duration("acknowledgeWithin", SECOND, MONTH);
        Severity minSeverity = section.symbol("minSeverity", EnumSet.allOf(Severity.class));
        Duration repeatEvery = section.duration("repeatEvery", MINUTE, MONTH);
        WorkingHours during =
                section.section("during").map(EscalationReader::workingHours).orElse(null);
        section.nothingElse();
        return target == null
                ? Optional.empty()
                : Optional.of(new EscalationLevel(
                        target, within, Objects.requireNonNullElse(minSeverity, Severity.LOW), repeatEvery, during));
    }

    private static @Nullable WorkingHours workingHours(Section section) {
        section.require("from", "to");
        List<DayOfWeek> days = section.symbols("days", EnumSet.allOf(DayOfWeek.class));
        LocalTime from = parsed(section, "from", LocalTime::parse, "a time of day such as '09:00'");
        LocalTime to = parsed(section, "to", LocalTime::parse, "a time of day such as '17:30'");
        ZoneId zone = parsed(section, "zone", ZoneId::of, "a time zone such as Europe/Berlin");
        section.nothingElse();
        if (days != null && days.isEmpty()) {
            section.problem("days", "is empty: nobody would ever be told");
        }
        if (from != null && to != null && !from.isBefore(to)) {
            section.problem("to", "must be later than from, " + from + ", got " + to);
        }
        return from == null || to == null || !from.isBefore(to) || days != null && days.isEmpty()
                ? null
                : new WorkingHours(
                        days == null ? WorkingHours.WEEKDAYS : Set.copyOf(days),
                        from,
                        to,
                        zone == null ? ZoneOffset.UTC : zone);
    }

    private static <T> @Nullable T parsed(Section section, String key, Function<String, T> parser, String what) {
        String text = section.text(key);
        try {
            return text == null ? null : parser.apply(text);
        } catch (DateTimeException malformed) {
            section.problem(key, "must be " + what + ", got '" + text + "'");
            return null;
        }
    }
}
