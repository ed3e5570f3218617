package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.Confirmed;
import io.riskmonitor.pane.Doubts;
import io.riskmonitor.pane.Ruling;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Breaches with a single confirmed failure, at once: no window, no pane, no budget. Each interaction has its own alert,
 * which ends by itself a day after it was found, or as soon as nobody confirms it any more.
 *
 * <p>A failure is confirmed if its source is listed and it is sure enough. People always are; so is who states no
 * confidence, for a pattern that matches has none. All other failures of the category are counted for review
 * ({@code io.riskmonitor.review}); one finding per group and hour says how many there were.
 *
 * @param sources whose failures can be confirmed
 * @param minConfidence lowest confidence that confirms, in (0, 1); null for any
 * @param reviewWithin within which people are to decide the others
 */
public record CriticalRule(
        RuleBasics basics, Set<Source> sources, @Nullable Double minConfidence, Duration reviewWithin) implements Rule {

    static final RuleKind KIND = new RuleKind("critical", CriticalRule::read, Docket::read);

    /** Dimension whose groups are the ids of interactions. */
    public static final String INTERACTION = "interaction";

    private static final Duration ALERTS_LAST = Duration.ofDays(1);
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int MAX_EXEMPLARS = 5;

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        section.require("category", "sources");
        List<Source> sources = section.symbols("sources", EnumSet.complementOf(EnumSet.of(Source.OTHER)));
        if (sources != null && sources.isEmpty()) {
            section.problem("sources", "is empty: nothing would be confirmed");
        }
        Double minConfidence = section.number("minConfidence", 0, 1);
        Duration reviewWithin =
                section.duration("reviewWithin", Duration.ofMinutes(1), Duration.ofDays(30), Duration.ofDays(1));
        return basics.isEmpty() || sources == null || sources.isEmpty()
                ? null
                : new CriticalRule(basics.get(), EnumSet.copyOf(sources), minConfidence, reviewWithin);
    }

    @Override
    public String kind() {
        return KIND.name();
    }

    @Override
    public String basis() {
        return "category " + basics.category();
    }

    @Override
    public int families(SeenCells seen) {
        return 0;
    }

    @Override
    public @Nullable Duration alertsLast() {
        return ALERTS_LAST;
    }

    @Override
    public boolean watchesTime() {
        return true;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        return Outlook.sees("every failure that is confirmed by " + named() + ", at once");
    }

    private String named() {
        return String.join(", ", sources.stream().map(Source::name).sorted().toList());
    }

    /** Whether the rule is about failures that this verdict tells of, in an interaction in these groups. */
    public boolean concerns(CountedVerdict verdict, Set<Group> groups) {
        return basics.watches(new Series(verdict.category(), verdict.evaluator())) && groups.contains(basics.parent());
    }

    /** Whether this verdict, where it is a failure, is one beyond doubt. */
    public boolean trusts(CountedVerdict verdict) {
        Double confidence = verdict.confidence();
        return sources.contains(verdict.source())
                && (verdict.source() == Source.HUMAN
                        || confidence == null
                        || minConfidence == null
                        || confidence >= minConfidence);
    }

    /** Whether somebody's verdict on an interaction in these groups confirms that it failed. */
    public boolean isConfirmedBy(Collection<CountedVerdict> verdicts, Set<Group> groups) {
        return verdicts.stream()
                .anyMatch(verdict -> verdict.outcome() == Outcome.FAIL && concerns(verdict, groups) && trusts(verdict));
    }

    /** What people, and those it trusts, say of an interaction in these groups; that it failed outweighs that it did not. */
    public Ruling ruling(Collection<CountedVerdict> verdicts, Set<Group> groups) {
        boolean rejected = false;
        for (CountedVerdict verdict : verdicts) {
            boolean human = verdict.source() == Source.HUMAN && verdict.category() == basics.category();
            boolean decides = human || concerns(verdict, groups) && trusts(verdict);
            if (decides && verdict.outcome() == Outcome.FAIL) {
                return Ruling.CONFIRMED;
            }
            rejected |= human && verdict.outcome() == Outcome.PASS;
        }
        return rejected ? Ruling.REJECTED : Ruling.OPEN;
    }

    /** Dimension and name of the alert about an interaction. */
    public static Group groupOf(String interactionId) {
        return new Group(INTERACTION, interactionId);
    }

    /** Whether unconfirmed failures are counted in this group. */
    public boolean reviews(Group group) {
        return group.equals(basics.parent()) || basics.watchesChild(group);
    }

    /** What a confirmed failure says. */
    public Finding finding(Confirmed confirmed, String policyVersion) {
        String by = confirmed.evaluator() + " (" + confirmed.source() + ")";
        Evidence.Builder evidence = new Evidence.Builder(confirmed.judgedAt(), confirmed.judgedAt(), 0)
                .observations(1)
                .note("confirmed by " + by)
                .exemplars(List.of(confirmed.interactionId()));
        if (confirmed.confidence() != null) {
            evidence.figure("confidence", confirmed.confidence());
        }
        return new Finding(
                id(),
                kind(),
                severity(),
                confirmed.application(),
                confirmed.category(),
                null, // whoever else confirms it confirms the same
                groupOf(confirmed.interactionId()),
                RuleOutcome.BREACH,
                confirmed.at(),
                policyVersion,
                "was confirmed by " + by
                        + (confirmed.isLate() ? ", judged at " + confirmed.judgedAt() + " already" : ""),
                evidence.build());
    }

    @Override
    public void judge(RuleContext context) {
        take(context);
    }

    @Override
    public void late(RuleContext context) {
        take(context);
    }

    private void take(RuleContext context) {
        context.tally().doubts().forEach((doubted, doubts) -> {
            if (doubted.rule().equals(id())) {
                docket(context).add(context.paneStart().toEpochMilli(), doubted.group(), doubts);
            }
        });
    }

    @Override
    public Optional<Instant> due(RuleContext context) {
        SortedMap<Long, SortedMap<Group, Case>> hours = docket(context).hours;
        return hours.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(hours.firstKey() + HOUR));
    }

    @Override
    public void elapsed(RuleContext context) {
        Docket docket = docket(context);
        long now = context.paneEnd().toEpochMilli();
        while (!docket.hours.isEmpty() && docket.hours.firstKey() + HOUR <= now) {
            long hour = docket.hours.firstKey();
            SortedMap<Group, Case> cases = docket.hours.get(hour);
            docket.hours.remove(hour);
            docket.closed = hour + HOUR;
            if (cases != null) {
                cases.forEach((group, doubts) -> context.announce(review(group, doubts, hour, context)));
            }
        }
    }

    private Finding review(Group group, Case doubts, long hour, RuleContext context) {
        Evidence evidence = Evidence.since(Instant.ofEpochMilli(hour), context)
                .observations(doubts.count)
                .note(String.format(Locale.ROOT, "%d unconfirmed, for review", doubts.count))
                .figure("unconfirmed", doubts.count)
                .exemplars(doubts.exemplars)
                .build();
        return Finding.of(
                this,
                context,
                basics.category(),
                null,
                group,
                RuleOutcome.INCONCLUSIVE,
                "has failures that nobody has confirmed",
                evidence);
    }

    private static Docket docket(RuleContext context) {
        return context.watch(Scope.APPLICATION, Docket::new);
    }

    /** Unconfirmed failures of one group in one hour. */
    private static final class Case {
        private long count;
        private final List<String> exemplars = new ArrayList<>();

        void add(Doubts doubts) {
            count += doubts.count();
            doubts.listed().stream()
                    .limit(MAX_EXEMPLARS - exemplars.size())
                    .forEach(doubt -> exemplars.add(doubt.interactionId()));
        }
    }

    /** Unconfirmed failures that were not reported yet, by the start of their hour. */
    private static final class Docket implements Watch {
        private final SortedMap<Long, SortedMap<Group, Case>> hours = new TreeMap<>();

        /** End of the hour reported last; what comes later for an earlier one counts in the hour after it. */
        private long closed = Long.MIN_VALUE;

        void add(long paneStart, Group group, Doubts doubts) {
            long hour = Math.max(closed, paneStart - Math.floorMod(paneStart, HOUR));
            hours.computeIfAbsent(hour, h -> new TreeMap<>())
                    .computeIfAbsent(group, g -> new Case())
                    .add(doubts);
        }

        static Docket read(StateInput in) {
            Docket docket = new Docket();
            docket.closed = in.whole();
            in.entries(
                    docket.hours,
                    in::whole,
                    () -> in.entries(new TreeMap<>(), in::group, () -> {
                        Case doubts = new Case();
                        doubts.count = in.whole();
                        doubts.exemplars.addAll(in.texts());
                        return doubts;
                    }));
            return docket;
        }

        @Override
        public void write(StateOutput out) {
            out.whole(closed);
            out.entries(
                    hours,
                    out::whole,
                    cases -> out.entries(cases, out::group, doubts -> {
                        out.whole(doubts.count);
                        out.texts(doubts.exemplars);
                    }));
        }
    }
}
