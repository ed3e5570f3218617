package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertState;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.Answers;
import io.riskmonitor.alert.OpenAlert;
import io.riskmonitor.alert.Pause;
import io.riskmonitor.alert.Silence;
import io.riskmonitor.digest.Episode;
import io.riskmonitor.digest.Logbook;
import io.riskmonitor.digest.SeriesWeek;
import io.riskmonitor.digest.Week;
import io.riskmonitor.escalation.Climb;
import io.riskmonitor.escalation.RunningDeadline;
import io.riskmonitor.gold.GoldCounts;
import io.riskmonitor.gold.GoldDay;
import io.riskmonitor.interaction.KnownInteraction;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.KnownInteraction.Earlier;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.judge.ApplicationMemory;
import io.riskmonitor.judge.EvaluatorVersions;
import io.riskmonitor.judge.RuleMemory;
import io.riskmonitor.judge.Succession;
import io.riskmonitor.pane.Answered;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.Confirmed;
import io.riskmonitor.pane.Decided;
import io.riskmonitor.pane.Doubts.Doubt;
import io.riskmonitor.pane.Graded;
import io.riskmonitor.pane.Pairs;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Ruling;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.Compared;
import io.riskmonitor.pane.Tally.Doubted;
import io.riskmonitor.pane.Tally.Facet;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import io.riskmonitor.pane.Trials;
import io.riskmonitor.pane.Trials.Trial;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.pane.Withdrawn;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.Review;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.review.ReviewKey;
import io.riskmonitor.review.Said;
import io.riskmonitor.review.SampledFor;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RiskBand;
import io.riskmonitor.rule.RuleKind;
import io.riskmonitor.rule.RuleKinds;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.rule.StateInput;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.KnownGroups;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import io.riskmonitor.segment.Variant;
import io.riskmonitor.stats.LogHistogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StateFormatsTest {

    private static final ReceivedFormat RECEIVED =
            new ReceivedFormat((origin, key, value) -> new Received(origin, key, value, null, null));

    static Stream<Arguments> formats() {
        return Stream.of(
                format(new ApplicationMemoryFormat(), RandomValues::applicationMemory),
                format(new CellHistoryFormat(), RandomValues::cellHistory),
                format(new Keys.AlertKeys(), RandomValues::alertKey),
                format(new Keys.Cells(), random -> new CellKey(random.text(), random.cell())),
                format(
                        new Keys.EarlyVerdicts(),
                        random -> new EarlyVerdict(random.text(), random.text(), random.number())),
                format(new Keys.GoldDays(), random -> new GoldDayKey(random.text(), random.number())),
                format(new Keys.Panes(), random -> new PaneKey(random.text(), random.number(), random.small())),
                format(
                        new Keys.Rules(),
                        random -> new RuleKey(
                                random.text(),
                                random.text(),
                                new Scope(random.optional(random::series), random.group()))),
                format(new GoldDayFormat(), RandomValues::goldDay),
                format(new KnownGroupsFormat(), RandomValues::knownGroups),
                format(new ConversationFormat(), RandomValues::conversation),
                format(new KnownInteractionFormat(), RandomValues::knownInteraction),
                format(new OpenAlertFormat(), RandomValues::openAlert),
                format(new SilenceFormat(), RandomValues::silence),
                format(new ClimbFormat(), RandomValues::climb),
                format(new RunningDeadlineFormat(), RandomValues::runningDeadline),
                format(new RunningDeadlineFormat.Key(), values -> values.runningDeadline()
                        .key()),
                format(new PauseFormat(), RandomValues::pause),
                format(new Keys.Weeks(), random -> new WeekKey(random.text(), random.week(), random.series())),
                format(new SeriesWeekFormat(), RandomValues::seriesWeek),
                format(new LogbookFormat(), RandomValues::logbook),
                format(
                        new AskedDecisionFormat(RECEIVED),
                        random -> new AskedDecision(random.record(), random.instant(), random.random.nextBoolean())),
                format(new InquiryFormat(), RandomValues::inquiry),
                format(new Keys.Hours(), RandomValues::hourKey),
                format(new Keys.Reviews(), RandomValues::reviewKey),
                format(
                        new Keys.Samples(),
                        random -> new SampleKey(
                                random.hourKey(), new SampledFor(random.any(RiskCategory.class), random.group()))),
                format(new NamesFormat(), random -> List.of(random.text(), random.text())),
                format(new ReviewFormat(), RandomValues::review),
                format(RECEIVED, RandomValues::received),
                format(new RuleMemoryFormat(), RandomValues::ruleMemory),
                format(new ReportFormat(), RandomValues::report),
                format(new TallyFormat(), RandomValues::tally));
    }

    private static <T> Arguments format(BinaryFormat<T> format, Function<RandomValues, T> values) {
        return arguments(format.getClass().getSimpleName(), format, values);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    <T> void whatIsWrittenIsReadAgain(String name, BinaryFormat<T> format, Function<RandomValues, T> values) {
        RandomValues random = new RandomValues(1);
        for (int i = 0; i < 200; i++) {
            T value = values.apply(random);

            T read = format.decode(bytes(format, value));

            assertThat(read)
                    .usingRecursiveComparison()
                    // room to grow is not part of it
                    .withEqualsForType(
                            (a, b) -> Arrays.equals(a.buckets(), b.buckets()) && Arrays.equals(a.counts(), b.counts()),
                            LogHistogram.class)
                    // what a tally was asked for last is not part of it
                    .ignoringFieldsMatchingRegexes(".*last(Keys|Slices)")
                    .isEqualTo(value);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    <T> void anotherVersionOfTheFormatIsSaid(String name, BinaryFormat<T> format, Function<RandomValues, T> values) {
        byte[] bytes = bytes(format, values.apply(new RandomValues(2)));
        bytes[0] = 77;

        assertThatThrownBy(() -> format.decode(bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(name + ": found format version 77, this program reads ")
                .hasMessageContaining(format.version() + "; a newer program has stored it")
                .hasMessageContaining("docs/state.md");
        assertThatThrownBy(() -> format.decode(new byte[0]))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    <T> void whatIsDamagedIsNotReadAsSomethingElse(
            String name, BinaryFormat<T> format, Function<RandomValues, T> values) {
        byte[] bytes = bytes(format, values.apply(new RandomValues(3)));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

        assertThatThrownBy(() -> format.decode(longer))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("damaged");
    }

    @Test
    void everyFormatIsTested() {
        Set<String> all = new ClassFileImporter()
                .importPackages("io.riskmonitor.wire").stream()
                        .filter(type -> type.isAssignableTo(BinaryFormat.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());

        assertThat(formats().map(format -> format.get()[0])).containsExactlyInAnyOrderElementsOf(List.copyOf(all));
    }

    private static <T> byte[] bytes(BinaryFormat<T> format, T value) {
        return format.serializer().serialize("topic", value);
    }

    /** Values of every kind, with and without what is optional, in any script. */
    static final class RandomValues {

        private static final List<String> TEXTS =
                List.of("", "a", "billing", "Zürich", "日本語", "🦔", "a|b%c", "line\nbreak", "x".repeat(256));

        private final Random random;

        RandomValues(long seed) {
            random = new Random(seed);
        }

        int small() {
            return random.nextInt(5);
        }

        long number() {
            return random.nextBoolean() ? random.nextLong() : small();
        }

        String text() {
            return TEXTS.get(random.nextInt(TEXTS.size()));
        }

        private <T> @Nullable T optional(Supplier<T> value) {
            return random.nextBoolean() ? value.get() : null;
        }

        private <E extends Enum<E>> E any(Class<E> type) {
            E[] values = type.getEnumConstants();
            return values[random.nextInt(values.length)];
        }

        private Instant instant() {
            return Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
        }

        private Series series() {
            return new Series(any(RiskCategory.class), text());
        }

        private Group group() {
            return random.nextInt(4) == 0 ? Group.ALL : new Group("d" + text(), text());
        }

        Cell cell() {
            return new Cell(series(), group());
        }

        AlertKey alertKey() {
            return new AlertKey(text(), text(), optional(this::text), optional(() -> any(RiskCategory.class)), group());
        }

        private WindowRing ring() {
            WindowRing ring = new WindowRing();
            long time = instant().toEpochMilli();
            for (int i = small() * 3; i > 0; i--) {
                time += random.nextInt(10) == 0 ? random.nextInt(2_000_000_000) : random.nextInt(100_000);
                ring.add(time, random.nextInt(100), random.nextInt(100) - 50);
            }
            if (random.nextBoolean()) {
                ring.advanceTo(time + random.nextInt(1_000_000));
            }
            return ring;
        }

        ApplicationMemory applicationMemory() {
            ApplicationMemory memory = new ApplicationMemory();
            memory.see(small());
            for (int i = small(); i > 0; i--) {
                memory.see(cell(), small());
                memory.coverage().put(series(), ring());
                memory.versions()
                        .put(
                                series(),
                                new EvaluatorVersions(
                                        new TreeSet<>(List.of(text(), text() + "2")),
                                        text(),
                                        text(),
                                        random.nextBoolean() ? null : instant()));
            }
            for (int i = small(); i > 0; i--) {
                memory.successions().put(series(), new Succession(Map.of(group(), number()), number(), number()));
            }
            memory.carry(tally());
            return memory;
        }

        CellHistory cellHistory() {
            CellHistory history = new CellHistory(ring());
            for (int i = small(); i > 0; i--) {
                history.remember(text());
                history.late()
                        .put(
                                new Variant(optional(this::text), optional(this::text)),
                                new CellHistory.Kept(number(), number(), number(), number()));
            }
            return history;
        }

        /** Of each kind in turn, with what its watch has when all of its values are random. */
        RuleMemory ruleMemory() {
            RuleKind kind = RuleKinds.ALL.get(random.nextInt(RuleKinds.ALL.size()));
            Map<Group, RuleMemory.Said> published = new TreeMap<>();
            for (int i = small(); i > 0; i--) {
                published.put(group(), new RuleMemory.Said(any(RuleOutcome.class), instant()));
            }
            return new RuleMemory(
                    kind.name(), text(), kind.memory().read(new RandomState()), published, optional(this::instant));
        }

        /** What any kind may have stored. */
        private final class RandomState implements StateInput {

            @Override
            public boolean flag() {
                return random.nextBoolean();
            }

            /** Small, for it may be the size of something. */
            @Override
            public long whole() {
                return small();
            }

            @Override
            public double number() {
                return random.nextInt(5) == 0 ? Double.NEGATIVE_INFINITY : random.nextDouble();
            }

            @Override
            public String text() {
                return RandomValues.this.text();
            }
        }

        GoldDay goldDay() {
            GoldDay day = new GoldDay();
            for (int i = small(); i > 0; i--) {
                day.add(text(), new GoldCounts(small(), small(), number()));
            }
            return day;
        }

        KnownGroups knownGroups() {
            KnownGroups known = new KnownGroups(small());
            for (int i = 3 * small(); i > 0; i--) {
                known.admit(new Group("d" + text(), text()), 200);
                known.admitCategory(text(), text(), 200);
            }
            return known;
        }

        Map<Series, Trials> conversation() {
            Map<Series, Trials> conversation = new HashMap<>();
            for (int i = small(); i > 0; i--) {
                List<Trial> open = new ArrayList<>();
                for (int j = small(); j > 0; j--) {
                    open.add(new Trial(
                            instant(),
                            text(),
                            optional(this::text),
                            random.nextBoolean(),
                            optional(() -> any(Severity.class))));
                }
                conversation.put(series(), new Trials(random.nextBoolean(), random.nextBoolean(), open));
            }
            return conversation;
        }

        KnownInteraction knownInteraction() {
            Map<String, String> segments = new HashMap<>();
            Map<String, CountedVerdict> counted = new HashMap<>();
            for (int i = small(); i > 0; i--) {
                segments.put(text(), text());
                Instant judgedAt = instant();
                CountedVerdict verdict = new CountedVerdict(
                        any(Outcome.class),
                        judgedAt,
                        judgedAt.plusMillis(small()),
                        any(RiskCategory.class),
                        text(),
                        optional(this::text),
                        any(Source.class),
                        random.nextBoolean() ? null : random.nextDouble(),
                        random.nextBoolean()
                                ? List.of()
                                : List.of(new Earlier(any(Outcome.class), judgedAt.plusMillis(small()))));
                boolean given = random.nextBoolean();
                counted.put(given ? text() : Verdict.defaultId(verdict.evaluator(), verdict.category()), verdict);
            }
            Map<String, Instant> doubted = new HashMap<>();
            for (int i = small(); i > 0; i--) {
                doubted.put(text(), instant());
            }
            return new KnownInteraction(
                    text(),
                    optional(this::text),
                    optional(this::text),
                    segments,
                    counted,
                    optional(this::text),
                    doubted);
        }

        OpenAlert openAlert() {
            AlertState state =
                    switch (random.nextInt(4)) {
                        case 0 -> new AlertState.Pending(instant());
                        case 3 -> new AlertState.Closed(instant());
                        case 1 -> new AlertState.Firing(instant(), optional(this::text), optional(this::instant));
                        default -> new AlertState.Clearing(instant(), instant(), optional(this::text));
                    };
            return new OpenAlert(
                    state, instant(), finding(), text(), new Answers(optional(this::answer), optional(this::answer)));
        }

        private Answer answer() {
            return new Answer(text(), text(), instant(), optional(this::text));
        }

        Climb climb() {
            return new Climb(
                    alertEvent(),
                    small(),
                    List.of(new Climb.Told(small(), text()), new Climb.Told(small(), text())),
                    small(),
                    optional(this::instant),
                    optional(this::instant),
                    random.nextBoolean());
        }

        RunningDeadline runningDeadline() {
            return new RunningDeadline(
                    alertEvent(),
                    text(),
                    text(),
                    instant(),
                    instant(),
                    List.of(instant(), instant()),
                    small(),
                    optional(this::text),
                    optional(this::text));
        }

        private AlertEvent alertEvent() {
            Finding finding = finding();
            return new AlertEvent(
                    text(),
                    AlertKey.of(finding),
                    any(AlertStatus.class),
                    instant(),
                    instant(),
                    finding,
                    optional(this::text),
                    optional(this::text),
                    text(),
                    optional(this::text),
                    new Answers(optional(this::answer), optional(this::answer)),
                    optional(this::silence));
        }

        Silence silence() {
            return new Silence(text(), answer(), Map.of("rule", text(), "group", text()), instant());
        }

        Pause pause() {
            return new Pause(text(), answer(), optional(this::text), instant());
        }

        private Finding finding() {
            return new Finding(
                    text(),
                    text(),
                    any(Severity.class),
                    text(),
                    optional(() -> any(RiskCategory.class)),
                    optional(this::text),
                    group(),
                    any(RuleOutcome.class),
                    instant(),
                    text(),
                    text(),
                    evidence());
        }

        private Evidence evidence() {
            Map<String, Double> figures = new TreeMap<>();
            List<Evidence.Moved> moved = new ArrayList<>();
            List<String> exemplars = new ArrayList<>();
            for (int i = small(); i > 0; i--) {
                figures.put(text(), random.nextDouble());
                moved.add(new Evidence.Moved(text(), random.nextDouble(), random.nextDouble(), random.nextDouble()));
                exemplars.add(text());
            }
            return new Evidence(
                    instant(),
                    instant(),
                    number(),
                    number(),
                    optional(random::nextDouble),
                    optional(random::nextDouble),
                    optional(random::nextDouble),
                    optional(random::nextDouble),
                    optional(random::nextDouble),
                    optional(this::text),
                    optional(this::number),
                    optional(random::nextDouble),
                    optional(random::nextDouble),
                    optional(() -> RiskBand.values()[random.nextInt(RiskBand.values().length)]),
                    optional(random::nextDouble),
                    optional(this::text),
                    figures,
                    moved,
                    exemplars,
                    small());
        }

        Received received() {
            return small() == 0 ? Received.of(inquiry()) : record();
        }

        private Received record() {
            return new Received(
                    new Origin(text(), small(), number()),
                    optional(this::someBytes),
                    optional(this::someBytes),
                    null,
                    null);
        }

        private byte[] someBytes() {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            return bytes;
        }

        Report report() {
            return switch (random.nextInt(7)) {
                case 4 -> decided();
                case 6 -> new Graded(text(), text(), instant(), any(Outcome.class));
                case 5 -> new Answered(text(), text(), optional(this::text));
                case 0 -> new Snapshot(text(), small(), number(), tally());
                case 1 -> new Watermark(small(), small(), number(), random.nextBoolean());
                case 2 ->
                    new Withdrawn(
                            text(), text(), text(), instant(), any(RiskCategory.class), text(), any(Source.class));
                default ->
                    new Confirmed(
                            text(),
                            text(),
                            text(),
                            instant(),
                            instant(),
                            any(RiskCategory.class),
                            text(),
                            any(Source.class),
                            random.nextBoolean() ? null : random.nextDouble());
            };
        }

        Week week() {
            return Week.of(instant());
        }

        SeriesWeek seriesWeek() {
            SeriesWeek week = new SeriesWeek();
            for (Tally.Slice slice : tally().slices().values()) {
                slice.counts().forEach((strand, counts) -> week.cells()
                        .put(new SliceKey(group(), optional(this::text)), counts));
            }
            week.versions().add(text());
            week.pairs().put(any(Source.class), new Pairs(number(), number(), number(), number()));
            week.leaveOut(number());
            return week;
        }

        Logbook logbook() {
            Logbook logbook = new Logbook();
            for (int i = small(); i > 0; i--) {
                Logbook.Page page = new Logbook.Page();
                page.add(number(), number());
                page.series().add(series());
                logbook.pages().put(week(), page);
                logbook.alerts()
                        .put(
                                text(),
                                new Episode(
                                        instant(),
                                        instant(),
                                        optional(this::instant),
                                        optional(this::instant),
                                        random.nextBoolean(),
                                        text()));
            }
            logbook.restore(optional(this::week), number(), number(), number());
            return logbook;
        }

        private Doubt doubt() {
            return new Doubt(instant(), text(), text(), text(), optional(this::text));
        }

        private Decided decided() {
            return new Decided(
                    text(),
                    text(),
                    any(RiskCategory.class),
                    text(),
                    instant(),
                    List.of(group(), group()),
                    any(Ruling.class),
                    any(Ruling.class),
                    text(),
                    instant());
        }

        ReviewKey reviewKey() {
            return new ReviewKey(text(), text(), any(RiskCategory.class), group(), instant());
        }

        Review review() {
            List<Review.Item> items = new ArrayList<>();
            for (int i = small(); i > 0; i--) {
                items.add(new Review.Item(doubt(), any(Ruling.class), optional(this::said)));
            }
            return new Review(
                    reviewKey(),
                    instant(),
                    instant(),
                    instant(),
                    number(),
                    number(),
                    number(),
                    items,
                    optional(() -> new Review.Closure(said(), random.nextBoolean())));
        }

        private Said said() {
            return new Said(text(), instant(), optional(this::text));
        }

        Inquiry inquiry() {
            return random.nextBoolean()
                    ? new Inquiry.Flag(
                            text(),
                            text(),
                            List.of(text()),
                            optional(() -> new SampledFor(any(RiskCategory.class), group())),
                            instant())
                    : new Inquiry.Decide(
                            new ReviewDecision(text(), answer(), text(), optional(this::text), random.nextBoolean()),
                            instant());
        }

        HourKey hourKey() {
            return new HourKey(text(), instant());
        }

        Tally tally() {
            Tally tally = new Tally();
            for (int i = 3 * small(); i > 0; i--) {
                String release = optional(this::text);
                List<SliceKey> slices =
                        List.of(new SliceKey(Group.ALL, release), new SliceKey(new Group("locale", text()), release));
                tally.see(slices);
                Strand strand = new Strand(series(), optional(this::text));
                tally.count(strand, slices, any(Outcome.class), any(Standing.class), instant(), text());
                tally.compare(new Compared(strand, any(Source.class)), any(Outcome.class), any(Outcome.class));
                tally.doubt(new Doubted(text(), group()), doubt());
                Feature feature = random.nextBoolean() ? Feature.label(text()) : Feature.score(series());
                tally.observe(new Facet(feature, optional(this::text)), slices, new int[] {small() / 4}, seen -> {
                    seen.addLabel(optional(this::text));
                    seen.addMeasure(optional(random::nextGaussian));
                });
                tally.correctionOf(instant().toEpochMilli())
                        .correct(strand, slices, any(Outcome.class), any(Outcome.class));
            }
            return tally;
        }
    }
}
