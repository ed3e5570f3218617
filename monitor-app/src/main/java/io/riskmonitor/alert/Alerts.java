package io.riskmonitor.alert;

import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All open alerts: steps each of them per finding and as event time passes, and says what subscribers should hear. */
public final class Alerts {

    /** By time; at one time a parent before its children, so that it explains them. */
    private static final Comparator<Deadline> IN_ORDER = Comparator.comparing(Deadline::at)
            .thenComparing(deadline -> !deadline.key().group().isAll())
            .thenComparing(deadline -> deadline.key().toString());

    /** Of an alert whose rule is no longer in the policy: it is over as soon as anybody looks. */
    private static final Instant OVERDUE = Instant.MIN;

    private final Map<AlertKey, OpenAlert> open = new HashMap<>();

    // most alerts do not move when time passes, so nobody looks at them then
    private final Map<AlertKey, Deadline> deadlines = new HashMap<>();
    private final TreeSet<Deadline> inOrder = new TreeSet<>(IN_ORDER);
    private final Set<AlertKey> unknownDeadlines = new HashSet<>();
    private @Nullable Function<AlertKey, Optional<AlertSettings>> deadlinesBy;

    private record Deadline(AlertKey key, Instant at) {
        Deadline orAt(Instant now) {
            return at.equals(OVERDUE) ? new Deadline(key, now) : this;
        }
    }

    /** Puts back an alert that was open before. */
    public void restore(AlertKey key, OpenAlert alert) {
        open.put(key, alert);
        unknownDeadlines.add(key);
    }

    /** The alert with this key, if it is open. */
    public @Nullable OpenAlert get(AlertKey key) {
        return open.get(key);
    }

    /** Takes a finding into account; usually nothing or one alert moves. */
    public List<AlertEvent> on(Finding finding, AlertSettings settings) {
        AlertKey key = AlertKey.of(finding);
        OpenAlert alert = open.get(key);
        if (alert == null && finding.outcome() != RuleOutcome.BREACH) {
            return List.of();
        }
        AlertState before = alert == null ? AlertState.QUIET : alert.state();
        AlertState after = before.on(finding.outcome(), finding.at(), settings.hold());
        if (after.equals(before) && !isWorse(finding, alert)) {
            return List.of();
        }
        Instant startedAt = alert == null ? finding.at() : alert.startedAt();
        return move(key, after, startedAt, finding.at(), finding, settings);
    }

    /**
     * Ends an alert at once, whatever its hold: what it is about is no more, or never was. That is no good news that has to
     * last.
     *
     * @param why as the rest of a sentence
     */
    public List<AlertEvent> end(AlertKey key, Instant at, String why, AlertSettings settings) {
        OpenAlert alert = open.get(key);
        if (alert == null) {
            return List.of();
        }
        Instant end = at.isBefore(alert.startedAt()) ? alert.startedAt() : at;
        String summary = Summary.ended(why, alert.proof());
        return move(key, AlertState.QUIET, alert.startedAt(), end, alert.proof(), settings, summary);
    }

    /** What was a matter for tomorrow, and is one for now, has to be heard. */
    private static boolean isWorse(Finding finding, @Nullable OpenAlert alert) {
        return alert != null
                && finding.outcome() == RuleOutcome.BREACH
                && finding.severity().compareTo(alert.proof().severity()) > 0;
    }

    /**
     * Lets event time pass: alerts whose hold has ended move at the time it ended, in that order.
     *
     * @param settings of an alert; empty where its rule is no longer in the policy, which resolves it. Has to be another
     *     function where it gives something else than before
     */
    public List<AlertEvent> elapsed(Instant now, Function<AlertKey, Optional<AlertSettings>> settings) {
        return elapsed(now, settings, key -> true);
    }

    /** The same for some of them: for the others time stands still. */
    public List<AlertEvent> elapsed(
            Instant now, Function<AlertKey, Optional<AlertSettings>> settings, Predicate<AlertKey> of) {
        lookUpDeadlines(settings);
        if (inOrder.isEmpty() || inOrder.first().at().isAfter(now)) {
            return List.of();
        }
        List<Deadline> due = new ArrayList<>();
        for (Deadline deadline : inOrder) {
            if (deadline.at().isAfter(now)) {
                break;
            }
            if (of.test(deadline.key())) {
                due.add(deadline.orAt(now));
            }
        }
        due.sort(IN_ORDER);
        List<AlertEvent> events = new ArrayList<>(due.size());
        for (Deadline deadline : due) {
            events.addAll(move(deadline, settings.apply(deadline.key())));
        }
        return events;
    }

    /** Of the alerts that have moved, or of all where the settings are others. */
    private void lookUpDeadlines(Function<AlertKey, Optional<AlertSettings>> settings) {
        if (settings != deadlinesBy) {
            deadlinesBy = settings;
            unknownDeadlines.addAll(open.keySet());
        }
        for (AlertKey key : unknownDeadlines) {
            Deadline before = deadlines.remove(key);
            if (before != null) {
                inOrder.remove(before);
            }
            deadlineOf(key, settings).ifPresent(at -> {
                Deadline deadline = new Deadline(key, at);
                deadlines.put(key, deadline);
                inOrder.add(deadline);
            });
        }
        unknownDeadlines.clear();
    }

    private Optional<Instant> deadlineOf(AlertKey key, Function<AlertKey, Optional<AlertSettings>> settings) {
        OpenAlert alert = open.get(key);
        return alert == null
                ? Optional.empty()
                : settings.apply(key)
                        .map(declared -> alert.state().deadline(declared.hold()))
                        .orElse(Optional.of(OVERDUE));
    }

    private List<AlertEvent> move(Deadline deadline, Optional<AlertSettings> settings) {
        OpenAlert alert = open.get(deadline.key());
        if (alert == null) {
            return List.of();
        }
        AlertSettings declared = settings.orElse(new AlertSettings(HoldPolicy.DEFAULT, null, null));
        AlertState after =
                settings.isPresent() ? alert.state().elapsed(deadline.at(), declared.hold()) : AlertState.QUIET;
        if (after.equals(alert.state())) {
            return List.of();
        }
        return move(deadline.key(), after, alert.startedAt(), deadline.at(), alert.proof(), declared);
    }

    private List<AlertEvent> move(
            AlertKey key, AlertState to, Instant startedAt, Instant at, Finding proof, AlertSettings settings) {
        return move(key, to, startedAt, at, proof, settings, null);
    }

    /** @param summary null for the usual one */
    private List<AlertEvent> move(
            AlertKey key,
            AlertState to,
            Instant startedAt,
            Instant at,
            Finding proof,
            AlertSettings settings,
            @Nullable String summary) {
        AlertState after = to;
        if (after instanceof AlertState.Firing firing) {
            after = new AlertState.Firing(firing.since(), explanation(key, proof));
        }
        unknownDeadlines.add(key);
        if (after.equals(AlertState.QUIET)) {
            open.remove(key);
        } else {
            open.put(key, new OpenAlert(after, startedAt, proof));
        }
        AlertStatus status = after.status();
        AlertEvent event = new AlertEvent(
                key.idOf(startedAt),
                key,
                status,
                startedAt,
                at,
                proof,
                settings.owner(),
                settings.runbook(),
                summary == null ? Summary.of(status, proof) : summary,
                after.explainedBy());
        return status.isOver() ? followedByOrphans(event, settings) : List.of(event);
    }

    /** An alert that explained others is over: those that still fire have to be heard now. */
    private List<AlertEvent> followedByOrphans(AlertEvent over, AlertSettings settings) {
        if (!over.key().group().isAll()) {
            return List.of(over); // explains nothing
        }
        List<AlertEvent> events = new ArrayList<>(List.of(over));
        open.entrySet().stream()
                .filter(entry -> entry.getValue().state() instanceof AlertState.Firing firing
                        && over.alertId().equals(firing.explainedBy()))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(AlertKey::toString))
                .toList()
                .forEach(key -> {
                    OpenAlert orphan = Objects.requireNonNull(open.get(key));
                    // of the same rule, so with the same settings
                    events.addAll(move(key, orphan.state(), orphan.startedAt(), over.at(), orphan.proof(), settings));
                });
        return events;
    }

    /** The firing alert over all traffic that explains this one, unless this one is worse than its interval. */
    private @Nullable String explanation(AlertKey key, Finding proof) {
        AlertKey parentKey = key.parent();
        OpenAlert parent = open.get(parentKey);
        if (key.group().isAll() || parent == null || !(parent.state() instanceof AlertState.Firing)) {
            return null;
        }
        Double lower = proof.evidence().lower();
        Double upper = parent.proof().evidence().upper();
        boolean worse = lower != null && upper != null && lower > upper;
        return worse ? null : parentKey.idOf(parent.startedAt());
    }
}
