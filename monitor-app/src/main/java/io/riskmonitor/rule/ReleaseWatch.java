package io.riskmonitor.rule;

import io.riskmonitor.rule.Sides.Side;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The releases of one series: each against the others at the same time, and each new one against the last of the one before
 * it.
 *
 * <p>What a release had is kept in blocks, the last day of a busy one. A new release takes one block after the other as its
 * rest, each for as many first trials of its own, until they are used up. So both sides are samples of equal weight, and
 * neither rate is taken for known.
 *
 * <p>Not thread-safe.
 */
final class ReleaseWatch implements Watch {

    private static final Duration BLOCK = Duration.ofMinutes(15);
    private static final long BLOCK_TRIALS = 50;
    private static final int MAX_BLOCKS = 96;

    private final GroupsWatch concurrent;
    private final SortedMap<String, Past> pasts = new TreeMap<>();
    private final SortedMap<String, Successor> successors = new TreeMap<>();

    /** What a release had of late. */
    private static final class Past {
        private final Deque<Side> blocks = new ArrayDeque<>();
        private Side open = Side.NONE;
        private Instant openSince;
        private Instant latest;

        Past(Instant start) {
            openSince = start;
            latest = start;
        }

        static Past read(StateInput in) {
            Past past = new Past(Instant.ofEpochMilli(in.whole()));
            past.latest = Instant.ofEpochMilli(in.whole());
            past.open = Side.read(in);
            readBlocks(in, past.blocks);
            return past;
        }

        void write(StateOutput out) {
            out.whole(openSince.toEpochMilli());
            out.whole(latest.toEpochMilli());
            open.write(out);
            writeBlocks(blocks, out);
        }

        void add(Side more, RuleContext context) {
            latest = context.paneEnd();
            open = open.plus(more);
            if (open.firsts() >= BLOCK_TRIALS && !latest.isBefore(openSince.plus(BLOCK))) {
                blocks.addLast(open);
                open = Side.NONE;
                openSince = latest;
            }
            if (blocks.size() > MAX_BLOCKS) {
                blocks.removeFirst();
            }
        }

        Instant latest() {
            return latest;
        }
    }

    /** A new release against the one before it. */
    static final class Successor {
        private final String before;
        private final Deque<Side> blocks;
        private Side open = Side.NONE;
        private Instant openSince;
        private final Contrast contrast;

        private Successor(String before, Deque<Side> blocks, Instant openSince, Contrast contrast) {
            this.before = before;
            this.blocks = blocks;
            this.openSince = openSince;
            this.contrast = contrast;
        }

        /** The first block tells how often the release before failed; the others are compared. */
        private static Successor of(String before, Past past, Instant start) {
            Deque<Side> blocks = new ArrayDeque<>(past.blocks);
            Contrast contrast = new Contrast(start);
            Side first = blocks.pollFirst();
            if (first != null) {
                contrast.learn(first);
            }
            return new Successor(before, blocks, start, contrast);
        }

        static Successor read(StateInput in) {
            Successor successor =
                    new Successor(in.name(), new ArrayDeque<>(), Instant.ofEpochMilli(in.whole()), Contrast.read(in));
            successor.open = Side.read(in);
            readBlocks(in, successor.blocks);
            return successor;
        }

        void write(StateOutput out) {
            out.text(before);
            out.whole(openSince.toEpochMilli());
            contrast.write(out);
            open.write(out);
            writeBlocks(blocks, out);
        }

        private void take(Side more, RuleContext context) {
            Side next = blocks.peekFirst();
            if (next == null) {
                return;
            }
            open = open.plus(more);
            if (open.firsts() < next.firsts()) {
                return;
            }
            Side rest = Side.NONE;
            while (!blocks.isEmpty() && rest.firsts() < open.firsts()) {
                rest = rest.plus(blocks.removeFirst());
            }
            contrast.take(new Sides(openSince, open, rest));
            open = Side.NONE;
            openSince = context.paneEnd();
        }

        /** The release before it. */
        String before() {
            return before;
        }

        Contrast contrast() {
            return contrast;
        }
    }

    ReleaseWatch() {
        this(new GroupsWatch());
    }

    private ReleaseWatch(GroupsWatch concurrent) {
        this.concurrent = concurrent;
    }

    static ReleaseWatch read(StateInput in) {
        ReleaseWatch watch = new ReleaseWatch(GroupsWatch.read(in));
        in.entries(watch.pasts, in::name, () -> Past.read(in));
        in.entries(watch.successors, in::name, () -> Successor.read(in));
        return watch;
    }

    @Override
    public void write(StateOutput out) {
        concurrent.write(out);
        out.entries(pasts, out::text, past -> past.write(out));
        out.entries(successors, out::text, successor -> successor.write(out));
    }

    /** The last release is what the next one is compared with, however long ago it was. */
    @Override
    public boolean forget(Scope scope, Instant before, Predicate<Group> known) {
        Predicate<String> gone = name -> !known.test(new Group(scope.group().dimension(), name));
        String last = last().map(Map.Entry::getKey).orElse("");
        concurrent.forget(scope, before, known);
        successors.keySet().removeIf(gone);
        pasts.keySet().removeIf(gone.and(name -> !name.equals(last)));
        return false;
    }

    private Optional<Map.Entry<String, Past>> last() {
        return pasts.entrySet().stream()
                .max(Comparator.comparing(entry -> entry.getValue().latest()));
    }

    private static void readBlocks(StateInput in, Deque<Side> into) {
        long size = in.whole();
        for (long i = 0; i < size; i++) {
            into.addLast(Side.read(in));
        }
    }

    private static void writeBlocks(Deque<Side> blocks, StateOutput out) {
        out.whole(blocks.size());
        blocks.forEach(block -> block.write(out));
    }

    /** Takes in a pane; see {@link GroupsWatch#take}. */
    void take(SortedMap<Group, Side> pane, Duration together, RuleContext context) {
        concurrent.take(pane, together, context);
        Optional<Map.Entry<String, Past>> last = last();
        pane.forEach((group, more) -> {
            if (last.isPresent() && !pasts.containsKey(group.name())) {
                successors.put(
                        group.name(),
                        Successor.of(last.get().getKey(), last.get().getValue(), context.paneStart()));
            }
            Successor successor = successors.get(group.name());
            if (successor != null) {
                successor.take(more, context);
            }
        });
        pane.forEach((group, more) -> pasts.computeIfAbsent(group.name(), name -> new Past(context.paneStart()))
                .add(more, context));
    }

    /** Each release against the others at the same time. */
    GroupsWatch concurrent() {
        return concurrent;
    }

    /** How a release compares with the one before it; null for the first one. */
    @Nullable
    Successor successor(Group group) {
        return successors.get(group.name());
    }
}
