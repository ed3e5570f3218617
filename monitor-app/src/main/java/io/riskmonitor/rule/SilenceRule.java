package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when somebody who spoke is silent: the application itself, or one evaluator although interactions came; or when
 * that evaluator judges too few of them.
 *
 * <p>Silence begins with the end of the last pane in which the application was seen, or for an evaluator with that of the
 * first one whose interactions nobody has answered; it is a breach exactly {@code within} later, whenever that is noticed.
 * An application that was never seen is not silent.
 *
 * @param within longest tolerated silence, from one minute to 30 days
 * @param minCoverage lowest tolerated share of interactions that the evaluator judges, in (0, 1), over the last hour; null
 *     for any
 */
public record SilenceRule(
        RuleBasics basics, Duration within, @Nullable Double minCoverage) implements Rule {

    static final RuleKind KIND = new RuleKind("silence", SilenceRule::read, Listener::read);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    /** With fewer interactions in the last hour a share says nothing. */
    private static final long MIN_INTERACTIONS = 100;

    /** Part of the last hour in which traffic must have begun: verdicts come after their interactions. */
    private static final Duration BEGUN_BEFORE = Duration.ofMinutes(45);

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        section.require("within");
        Duration within = section.duration("within", SHORTEST, LONGEST);
        Double minCoverage = section.number("minCoverage", 0, 1);
        if (minCoverage != null && !section.has("evaluator")) {
            section.problem("minCoverage", "is the share that one evaluator judges; name it with the key evaluator");
        }
        if (section.has("category") && !section.has("evaluator")) {
            section.problem("category", "is what an evaluator judges; name it with the key evaluator");
        }
        if (minCoverage != null && basics.isPresent() && !basics.get().parent().isAll()) {
            section.problem("minCoverage", "is over all traffic; leave out where");
        }
        return basics.isEmpty() || within == null ? null : new SilenceRule(basics.get(), within, minCoverage);
    }

    @Override
    public String kind() {
        return KIND.name();
    }

    @Override
    public String basis() {
        return "evaluator " + basics.evaluator() + ", category " + basics.category();
    }

    @Override
    public int families(SeenCells seen) {
        return 0;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        String coverage = minCoverage == null
                ? ""
                : String.format(
                        Locale.ROOT, ", or that it judges less than %s of the interactions", percent(minCoverage));
        String who = basics.evaluator() == null ? "the application" : basics.evaluator();
        return Outlook.sees("that " + who + " is silent for " + within + coverage);
    }

    @Override
    public boolean watchesTime() {
        return true;
    }

    /** Whoever asks how much is judged wants to hear that nothing is. */
    @Override
    public boolean misses(Series series) {
        return minCoverage != null && basics.watches(series);
    }

    private boolean isAboutEvaluator() {
        return basics.evaluator() != null;
    }

    /** Other groups are watched where they are asked for: a rare one is silent often, and nothing is wrong. */
    private boolean watches(Group group) {
        return group.equals(basics.parent()) || basics.children() != null && basics.watchesChild(group);
    }

    @Override
    public void judge(RuleContext context) {
        Listener listener = listener(context);
        heard(context.tally()).forEach((group, heard) -> {
            Voice voice = listener.hear(group, heard, isAboutEvaluator(), within, context.paneEnd());
            context.report(Scope.APPLICATION, finding(group, voice, listener, context));
        });
    }

    @Override
    public void late(RuleContext context) {
        Listener listener = listener(context);
        heard(context.tally())
                .forEach((group, heard) -> listener.hear(group, heard, isAboutEvaluator(), within, context.paneEnd()));
    }

    @Override
    public Optional<Instant> due(RuleContext context) {
        return listener(context).voices.values().stream()
                .flatMap(voice -> voice.due(within).stream())
                .min(Instant::compareTo);
    }

    @Override
    public void elapsed(RuleContext context) {
        Listener listener = listener(context);
        listener.voices.forEach((group, voice) -> {
            if (voice.due(within).filter(due -> !due.isAfter(context.paneEnd())).isPresent()) {
                voice.silent = true;
                context.report(Scope.APPLICATION, finding(group, voice, listener, context));
            }
        });
    }

    private static Listener listener(RuleContext context) {
        return context.watch(Scope.APPLICATION, Listener::new);
    }

    /** What a pane has of each group; nothing of those it has not. */
    private SortedMap<Group, Heard> heard(Tally tally) {
        SortedMap<Group, Heard> heard = new TreeMap<>();
        tally.slices().forEach((key, slice) -> {
            Heard more = new Heard(slice.seen(), isAboutEvaluator() ? judged(slice) : 0);
            if (more.isNothing()) {
                return;
            }
            if (watches(key.group())) {
                heard.merge(key.group(), more, Heard::plus);
            }
            Group release = new Group(Group.RELEASE, Objects.requireNonNullElse(key.release(), ""));
            if (key.group().isAll() && key.release() != null && watches(release)) {
                heard.merge(release, more, Heard::plus);
            }
        });
        return heard;
    }

    private long judged(Tally.Slice slice) {
        return slice.counts().entrySet().stream()
                .filter(entry -> basics.watches(entry.getKey().series()))
                .map(Map.Entry::getValue)
                .mapToLong(Counts::judged)
                .sum();
    }

    private Finding finding(Group group, Voice voice, Listener listener, RuleContext context) {
        Coverage worst = group.isAll() ? worstCoverage(context) : null;
        RuleOutcome outcome;
        if (voice.silent) {
            outcome = RuleOutcome.BREACH;
        } else if (worst != null && worst.outcome != RuleOutcome.INCONCLUSIVE) {
            outcome = worst.outcome;
            listener.uncovered = outcome == RuleOutcome.BREACH;
        } else {
            boolean unknown = listener.uncovered && group.isAll() || voice.last == Voice.NEVER;
            outcome = unknown ? RuleOutcome.INCONCLUSIVE : RuleOutcome.CLEAR;
        }
        String claim = worst == null || voice.silent ? silenceClaim() : worst.claim();
        Evidence evidence = worst == null || voice.silent ? evidence(voice, context) : worst.evidence(context);
        return Finding.of(this, context, basics.category(), basics.evaluator(), group, outcome, claim, evidence);
    }

    private String silenceClaim() {
        return isAboutEvaluator()
                ? "has had no verdict for " + within + " although interactions came"
                : "has had no interaction for " + within;
    }

    private Evidence evidence(Voice voice, RuleContext context) {
        Instant since = Instant.ofEpochMilli(voice.since == Voice.NEVER ? voice.last : voice.since);
        String last = voice.last == Voice.NEVER ? "never heard" : "last heard at " + Instant.ofEpochMilli(voice.last);
        return Evidence.since(since.isBefore(context.paneEnd()) ? since : context.paneStart(), context)
                .observations(voice.waiting)
                .note(last)
                .build();
    }

    /** Of the categories that the evaluator judges, the one it judges least of; null where nobody asks. */
    private @Nullable Coverage worstCoverage(RuleContext context) {
        if (minCoverage == null) {
            return null;
        }
        Coverage worst = null;
        for (Map.Entry<Series, WindowRing> entry : context.coverage().entrySet()) {
            if (basics.watches(entry.getKey())) {
                Coverage coverage = Coverage.of(entry.getKey(), entry.getValue(), minCoverage, context);
                worst = worst == null || coverage.isWorseThan(worst) ? coverage : worst;
            }
        }
        return worst;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    /** How much of the last hour's traffic a series judges. */
    private record Coverage(Series series, long seen, long judged, double floor, RuleOutcome outcome) {

        static Coverage of(Series series, WindowRing ring, double floor, RuleContext context) {
            long seen = ring.trials(Window.ONE_HOUR);
            long judged = ring.failures(Window.ONE_HOUR);
            return new Coverage(series, seen, judged, floor, outcome(ring, seen, judged, floor, context.paneEnd()));
        }

        private static RuleOutcome outcome(WindowRing ring, long seen, long judged, double floor, Instant now) {
            if (seen < MIN_INTERACTIONS || now.minus(BEGUN_BEFORE).isBefore(begin(ring, now))) {
                return RuleOutcome.INCONCLUSIVE;
            }
            if (WilsonInterval.of(judged, seen, WilsonInterval.Z_95).upper() < floor) {
                return RuleOutcome.BREACH;
            }
            return judged >= floor * seen ? RuleOutcome.CLEAR : RuleOutcome.INCONCLUSIVE;
        }

        private static Instant begin(WindowRing ring, Instant now) {
            long[] first = {now.toEpochMilli()};
            ring.forEach(Window.ONE_HOUR, (start, seen, judged) -> first[0] = Math.min(first[0], start));
            return Instant.ofEpochMilli(first[0]);
        }

        /** A breach before what is not known, and that before what is well; the lower share first. */
        boolean isWorseThan(Coverage that) {
            return outcome == that.outcome
                    ? (double) judged * that.seen < (double) that.judged * seen
                    : rank() < that.rank();
        }

        private int rank() {
            return switch (outcome) {
                case BREACH -> 0;
                case INCONCLUSIVE -> 1;
                case CLEAR -> 2;
            };
        }

        String claim() {
            return "judges " + series.category() + " in credibly less than " + percent(floor) + " of the interactions";
        }

        Evidence evidence(RuleContext context) {
            Evidence.Builder evidence = Evidence.since(context.paneEnd().minus(Window.ONE_HOUR.length()), context)
                    .observations(seen)
                    .comparedWith(floor)
                    .figure("judged", judged)
                    .note("coverage of " + series.category());
            if (seen > 0) {
                WilsonInterval interval = WilsonInterval.of(judged, seen, WilsonInterval.Z_95);
                evidence.figure("coverage", (double) judged / seen)
                        .figure("coverageLower", interval.lower())
                        .figure("coverageUpper", interval.upper());
            }
            return evidence.build();
        }
    }

    /** What came of one group. */
    private record Heard(long interactions, long verdicts) {
        boolean isNothing() {
            return interactions <= 0 && verdicts <= 0;
        }

        Heard plus(Heard that) {
            return new Heard(interactions + that.interactions, verdicts + that.verdicts);
        }
    }

    /** How long one group is silent; times in epoch milliseconds. */
    private static final class Voice {
        static final long NEVER = Long.MIN_VALUE;

        private long last = NEVER;
        private long since = NEVER;
        private long waiting;
        private boolean silent;

        Optional<Instant> due(Duration within) {
            return silent || since == NEVER
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(since).plus(within));
        }

        void speaks(long at, boolean answers, Duration within) {
            last = Math.max(last, at);
            if (silent && at <= since + within.toMillis()) {
                return; // from before the silence was called one
            }
            silent = false;
            waiting = 0;
            if (!answers) {
                since = last;
            } else if (at >= since) {
                since = NEVER;
            }
        }

        void waits(long at, long interactions) {
            if (since == NEVER && at > last) {
                since = at;
            }
            waiting += interactions;
        }
    }

    /** Who was heard when. */
    private static final class Listener implements Watch {
        private final SortedMap<Group, Voice> voices = new TreeMap<>();
        private boolean uncovered;

        Voice hear(Group group, Heard heard, boolean evaluator, Duration within, Instant at) {
            Voice voice = voices.computeIfAbsent(group, g -> new Voice());
            if (evaluator ? heard.verdicts > 0 : heard.interactions > 0) {
                voice.speaks(at.toEpochMilli(), evaluator, within);
            } else if (heard.interactions > 0) {
                voice.waits(at.toEpochMilli(), heard.interactions);
            }
            return voice;
        }

        /** Somebody who was not heard for so long is somebody new when it speaks again; all traffic never is. */
        @Override
        public boolean forget(Scope scope, Instant before, Predicate<Group> known) {
            voices.entrySet()
                    .removeIf(entry -> !entry.getKey().isAll()
                            && Math.max(entry.getValue().last, entry.getValue().since) < before.toEpochMilli());
            return false;
        }

        static Listener read(StateInput in) {
            Listener listener = new Listener();
            listener.uncovered = in.flag();
            in.entries(listener.voices, in::group, () -> {
                Voice voice = new Voice();
                voice.last = in.whole();
                voice.since = in.whole();
                voice.waiting = in.whole();
                voice.silent = in.flag();
                return voice;
            });
            return listener;
        }

        @Override
        public void write(StateOutput out) {
            out.flag(uncovered);
            out.entries(voices, out::group, voice -> {
                out.whole(voice.last);
                out.whole(voice.since);
                out.whole(voice.waiting);
                out.flag(voice.silent);
            });
        }
    }
}
