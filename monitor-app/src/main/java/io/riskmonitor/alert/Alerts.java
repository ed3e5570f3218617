package io.riskmonitor.alert;

import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import java.time.Duration;
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
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** How long a group may take to find what all traffic has found: that it is well again. */
    private static final Duration AFTERMATH = Duration.ofHours(1);

    /** Of an alert whose rule is no longer in the policy: it is over as soon as anybody looks. */
    private static final Instant OVERDUE = Instant.MIN;

    private final Map<AlertKey, OpenAlert> open = new HashMap<>();

    /** By the ids of the commands that made them, so that the same one always wins where several match. */
    private final SortedMap<String, Silence> silences = new TreeMap<>();

    // most alerts do not move when time passes, so nobody looks at them then
    private final Map<AlertKey, Deadline> deadlines = new HashMap<>();
    private final TreeSet<Deadline> inOrder = new TreeSet<>(IN_ORDER);
    private final Set<AlertKey> unknownDeadlines = new HashSet<>();
    private final Set<AlertKey> moved = new HashSet<>();
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

    /** Puts back a silence that was declared before. */
    public void restore(Silence silence) {
        silences.put(silence.said().commandId(), silence);
    }

    /** The alert with this key, if it is open. */
    public @Nullable OpenAlert get(AlertKey key) {
        return open.get(key);
    }

    /** What subscribers hear of an alert; one that is silenced is suppressed. */
    public AlertStatus statusOf(AlertKey key, OpenAlert alert) {
        return statusOf(alert, silenceOf(key, alert));
    }

    private static AlertStatus statusOf(OpenAlert alert, @Nullable Silence silence) {
        AlertStatus status = alert.state().status();
        return status == AlertStatus.FIRING && silence != null ? AlertStatus.SUPPRESSED : status;
    }

    /** Whether nobody is told of an alert. */
    public boolean isSuppressed(AlertKey key, OpenAlert alert) {
        return alert.state().explainedBy() != null || silenceOf(key, alert) != null;
    }

    /** Silences of one application that are not over. */
    public long silencesOf(String application) {
        return silences.values().stream()
                .filter(silence -> silence.application().equals(application))
                .count();
    }

    /** Because of which nobody is told of it; null where somebody is. */
    private @Nullable Silence silenceOf(AlertKey key, OpenAlert alert) {
        return silences.values().stream()
                .filter(silence -> silence.matches(key, alert.startedAt(), alert.proof()))
                .findFirst()
                .orElse(null);
    }

    /** The key of the open, or closed, alert with this id. */
    public Optional<AlertKey> find(String application, String alertId) {
        return open.entrySet().stream()
                .filter(entry -> entry.getKey().application().equals(application))
                .filter(entry ->
                        entry.getKey().idOf(entry.getValue().startedAt()).equals(alertId))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Somebody looks after an alert; nothing if that, or something later, was said before, or if it is closed. */
    public List<AlertEvent> acknowledge(AlertKey key, Answer answer, AlertSettings settings) {
        OpenAlert alert = Objects.requireNonNull(open.get(key));
        Answer before = alert.answers().acknowledgement();
        if (alert.state() instanceof AlertState.Closed
                || before != null
                        && (before.commandId().equals(answer.commandId())
                                || !before.at().isBefore(answer.at()))) {
            return List.of();
        }
        Answers answers = new Answers(answer, alert.answers().closure());
        OpenAlert acknowledged = alert.with(answers);
        return List.of(put(key, acknowledged, later(answer.at(), alert), settings, null));
    }

    /** Ends an alert because somebody says so; nothing if it is closed. It comes back only after its rule has cleared, or worse. */
    public List<AlertEvent> close(AlertKey key, Answer answer, AlertSettings settings) {
        OpenAlert alert = Objects.requireNonNull(open.get(key));
        if (alert.state() instanceof AlertState.Closed) {
            return List.of();
        }
        Answers answers = new Answers(alert.answers().acknowledgement(), answer);
        AlertState closed = new AlertState.Closed(alert.startedAt());
        String why = answer.by() + " closed it" + (answer.reason() == null ? "" : ", " + answer.reason());
        return List.of(put(
                key, alert.in(closed).with(answers), later(answer.at(), alert), settings, Summary.ended(why, alert)));
    }

    /** Ends at once what the paused rules have open. What somebody closed stays closed until its rule has cleared. */
    public List<AlertEvent> pause(Pause pause, Function<AlertKey, Optional<AlertSettings>> settings) {
        List<AlertEvent> events = new ArrayList<>();
        for (AlertKey key : openInOrder()) {
            OpenAlert alert = Objects.requireNonNull(open.get(key));
            if (pause.isOf(key) && !(alert.state() instanceof AlertState.Closed)) {
                Answers answers = new Answers(alert.answers().acknowledgement(), pause.said());
                OpenAlert over = alert.in(AlertState.QUIET).with(answers);
                String summary = Summary.ended(pause.why(), alert);
                settings.apply(key)
                        .ifPresent(declared ->
                                events.addAll(move(key, over, later(pause.said().at(), alert), declared, summary)));
            }
        }
        return events;
    }

    /** Suppresses what matches, now and until the silence ends; nothing if it is known. */
    public List<AlertEvent> silence(Silence silence, Function<AlertKey, Optional<AlertSettings>> settings) {
        if (silences.putIfAbsent(silence.said().commandId(), silence) != null) {
            return List.of();
        }
        return tellAgain(silence, silence.said().at(), settings);
    }

    /** Ends a silence: what it has suppressed and still fires is told. */
    public List<AlertEvent> speak(Silence silence, Function<AlertKey, Optional<AlertSettings>> settings) {
        silences.remove(silence.said().commandId());
        return tellAgain(silence, silence.until(), settings);
    }

    /** Silences whose time is over, by the clock. */
    public List<Silence> over(Instant now) {
        return silences.values().stream()
                .filter(silence -> !silence.until().isAfter(now))
                .toList();
    }

    private List<AlertEvent> tellAgain(
            Silence silence, Instant at, Function<AlertKey, Optional<AlertSettings>> settings) {
        List<AlertEvent> events = new ArrayList<>();
        for (AlertKey key : openInOrder()) {
            OpenAlert alert = Objects.requireNonNull(open.get(key));
            if (alert.state() instanceof AlertState.Firing && silence.matches(key, alert.startedAt(), alert.proof())) {
                settings.apply(key)
                        .ifPresent(declared -> events.add(put(key, alert, later(at, alert), declared, null)));
            }
        }
        return events;
    }

    private List<AlertKey> openInOrder() {
        return open.keySet().stream()
                .sorted(Comparator.comparing(AlertKey::toString))
                .toList();
    }

    private static Instant later(Instant at, OpenAlert alert) {
        return at.isBefore(alert.startedAt()) ? alert.startedAt() : at;
    }

    /** Takes a finding into account; usually nothing or one alert moves. */
    public List<AlertEvent> on(Finding finding, AlertSettings settings) {
        AlertKey key = AlertKey.of(finding);
        OpenAlert alert = open.get(key);
        if (alert == null && finding.outcome() != RuleOutcome.BREACH) {
            return List.of();
        }
        boolean worse = isWorse(finding, alert);
        if (alert != null && alert.state() instanceof AlertState.Closed && worse) {
            alert = null; // another episode
        }
        AlertState before = alert == null ? AlertState.QUIET : alert.state();
        AlertState after = before.on(finding.outcome(), finding.at(), settings.hold());
        if (after.equals(before) && !worse && !goesOn(alert, finding)) {
            return List.of();
        }
        Instant startedAt = alert == null ? finding.at() : alert.startedAt();
        Answers answers = alert == null || worse ? Answers.NONE : alert.answers();
        String said = alert == null || finding.outcome() == RuleOutcome.BREACH ? finding.claim() : alert.said();
        return move(key, new OpenAlert(after, startedAt, finding, said, answers), finding.at(), settings, null);
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
        String summary = Summary.ended(why, alert);
        return move(key, alert.in(AlertState.QUIET), later(at, alert), settings, summary);
    }

    /** Its rule will not clear any more: a closed alert waits for nothing. One that is open stays until somebody closes it. */
    public void forget(AlertKey key) {
        OpenAlert alert = open.get(key);
        if (alert != null && alert.state() instanceof AlertState.Closed) {
            open.remove(key);
            unknownDeadlines.add(key);
            moved.add(key);
        }
    }

    /** What was explained by all traffic, and is wrong still although all traffic has been well for a while. */
    private static boolean goesOn(@Nullable OpenAlert alert, Finding finding) {
        return alert != null
                && alert.state() instanceof AlertState.Firing firing
                && firing.unexplainedSince() != null
                && !finding.at().isBefore(firing.unexplainedSince().plus(AFTERMATH))
                && finding.outcome() == RuleOutcome.BREACH
                && finding.evidence().bearsOutBreach();
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
        if (settings.isEmpty()) {
            String why = "its rule is no longer in the policy";
            return move(deadline.key(), alert.in(AlertState.QUIET), deadline.at(), declared, Summary.ended(why, alert));
        }
        AlertState after = alert.state().elapsed(deadline.at(), declared.hold());
        if (after.equals(alert.state())) {
            return List.of();
        }
        return move(deadline.key(), alert.in(after), deadline.at(), declared, null);
    }

    /** @param summary null for the usual one */
    private List<AlertEvent> move(
            AlertKey key, OpenAlert to, Instant at, AlertSettings settings, @Nullable String summary) {
        OpenAlert before = open.get(key);
        OpenAlert after = to.state() instanceof AlertState.Firing firing
                ? to.in(new AlertState.Firing(firing.since(), explanation(key, to.proof())))
                : to;
        AlertEvent event = put(key, after, at, settings, summary);
        if (event.status().isOver()) {
            leaveUnexplained(event);
        }
        // of a closed alert everybody has heard that it is over
        return event.status().isOver() && before != null && before.state() instanceof AlertState.Closed
                ? List.of()
                : List.of(event);
    }

    /** What an alert explained is not news because that is over: a breach ends later, and its proof is old. */
    private void leaveUnexplained(AlertEvent over) {
        if (!over.key().group().isAll()) {
            return; // explains nothing
        }
        open.replaceAll((key, alert) -> {
            if (alert.state() instanceof AlertState.Firing firing
                    && over.alertId().equals(firing.explainedBy())) {
                moved.add(key);
                return alert.in(new AlertState.Firing(firing.since(), firing.explainedBy(), over.at()));
            }
            return alert;
        });
    }

    private AlertEvent put(
            AlertKey key, OpenAlert alert, Instant at, AlertSettings settings, @Nullable String summary) {
        unknownDeadlines.add(key);
        if (alert.state().equals(AlertState.QUIET)) {
            open.remove(key);
        } else {
            open.put(key, alert);
        }
        moved.add(key);
        return event(key, alert, at, settings, summary);
    }

    /** Where an open alert stands, as it was told or would be. */
    public AlertEvent event(AlertKey key, AlertSettings settings) {
        OpenAlert alert = Objects.requireNonNull(open.get(key));
        return event(key, alert, alert.proof().at(), settings, null);
    }

    private AlertEvent event(
            AlertKey key, OpenAlert alert, Instant at, AlertSettings settings, @Nullable String summary) {
        Silence silence = alert.state().status().isOver() ? null : silenceOf(key, alert);
        AlertStatus status = statusOf(alert, silence);
        return new AlertEvent(
                key.idOf(alert.startedAt()),
                key,
                status,
                alert.startedAt(),
                at,
                alert.proof(),
                settings.owner(),
                settings.runbook(),
                summary == null ? Summary.of(status, alert, silence) : summary,
                alert.state().explainedBy(),
                alert.answers(),
                silence);
    }

    /** The alerts that have moved since this was last asked, whether or not somebody is told. */
    public Set<AlertKey> moved() {
        Set<AlertKey> keys = Set.copyOf(moved);
        moved.clear();
        return keys;
    }

    /** The firing alert over all traffic that explains this one, unless this one is worse than its interval. */
    private @Nullable String explanation(AlertKey key, Finding proof) {
        AlertKey parentKey = key.parent();
        OpenAlert parent = open.get(parentKey);
        boolean explains = parent != null
                && (parent.state() instanceof AlertState.Firing || parent.state() instanceof AlertState.Closed);
        if (key.group().isAll() || parent == null || !explains) {
            return null;
        }
        Double lower = proof.evidence().lower();
        Double upper = parent.proof().evidence().upper();
        boolean worse = lower != null && upper != null && lower > upper;
        return worse ? null : parentKey.idOf(parent.startedAt());
    }
}
