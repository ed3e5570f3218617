package io.riskmonitor.policy;

import io.riskmonitor.document.Section;
import io.riskmonitor.escalation.Deadline;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the time limits for serious incidents. */
final class DeadlineReader {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Section root;
    private final Set<String> ids = new HashSet<>();

    DeadlineReader(Section root) {
        this.root = root;
    }

    List<Deadline> read() {
        return root.sections("deadlines").stream()
                .map(this::deadline)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Deadline> deadline(Section section) {
        section.require("id", "notify", "within");
        String id = section.text("id");
        if (id != null && !ids.add(id)) {
            section.problem("id", "'" + id + "' is the id of another deadline, too");
        }
        String target = section.text("notify");
        Duration within = section.duration("within", MINUTE, YEAR);
        List<Duration> remindBefore = section.durations("remindBefore", MINUTE, YEAR);
        for (int i = 0; i < remindBefore.size(); i++) {
            if (within != null && remindBefore.get(i).compareTo(within) >= 0) {
                section.problem("remindBefore[" + i + "]", "must be shorter than within, " + within);
            }
        }
        Deadline.@Nullable Start starts =
                section.section("starts").map(DeadlineReader::start).orElse(null);
        section.nothingElse();
        return id == null || target == null || within == null
                ? Optional.empty()
                : Optional.of(new Deadline(id, target, within, remindBefore, starts));
    }

    private static Deadline.Start start(Section section) {
        Severity minSeverity = section.symbol("minSeverity", EnumSet.allOf(Severity.class));
        List<RiskCategory> categories = section.symbols("categories", RuleReader.CATEGORIES);
        if (categories != null && categories.isEmpty()) {
            section.problem("categories", "is empty: nothing would start it");
        }
        section.nothingElse();
        return new Deadline.Start(
                Objects.requireNonNullElse(minSeverity, Severity.LOW),
                categories == null ? null : Set.copyOf(categories));
    }
}
