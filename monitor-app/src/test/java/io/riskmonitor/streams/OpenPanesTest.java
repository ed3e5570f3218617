package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.segment.Group;
import io.riskmonitor.wire.PaneKey;
import io.riskmonitor.wire.Wire;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenPanesTest {

    private static final Wire WIRE = new Wire(Map.of("schema.registry.url", "mock://panes"), Rig.TOPICS, 1, () -> true);

    private final StoreRig<ObjectStore<PaneKey, Tally>> rig =
            new StoreRig<>(ObjectStore.builder("panes", WIRE.paneKey(), WIRE.tally(), 1_000));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void theTotalIsTheNewestTallyOfEveryPartition() {
        rig.use(store -> {
            OpenPanes panes = new OpenPanes(store);
            panes.replace(snapshot("billing", 0, 1_000, 2));
            panes.replace(snapshot("billing", 0, 1_000, 5));
            panes.replace(snapshot("billing", 1, 1_000, 10));
            panes.replace(snapshot("support", 1, 1_000, 100));

            assertThat(seen(panes.total("billing", 1_000))).isEqualTo(15);
            assertThat(panes.applications(1_000)).containsExactly("billing", "support");
        });
    }

    @Test
    void replacingTellsWhatIsNew() {
        rig.use(store -> {
            OpenPanes panes = new OpenPanes(store);

            assertThat(seen(panes.replace(snapshot("billing", 0, 1_000, 2)))).isEqualTo(2);
            assertThat(seen(panes.replace(snapshot("billing", 0, 1_000, 5)))).isEqualTo(3);
            assertThat(panes.replace(snapshot("billing", 0, 1_000, 5)).slices())
                    .as("a repeat says nothing")
                    .isEmpty();
        });
    }

    @Test
    void panesComeInTheOrderOfTimeBetweenTheBounds() {
        rig.use(store -> {
            OpenPanes panes = new OpenPanes(store);
            for (long start : new long[] {3_000, 1_000, 2_000, 0}) {
                panes.replace(snapshot("billing", 0, start, 1));
            }

            assertThat(panes.startsBetween(1_000, 3_000)).containsExactly(1_000L, 2_000L);
            assertThat(panes.startsBetween(Long.MIN_VALUE, 3_001)).containsExactly(0L, 1_000L, 2_000L, 3_000L);
            assertThat(panes.startsBetween(3_000, 1_000)).isEmpty();
        });
    }

    @Test
    void whatIsStoredIsThereAfterARestart() {
        rig.use(store -> new OpenPanes(store).replace(snapshot("billing", 0, 1_000, 2)));

        rig.use(store ->
                assertThat(seen(new OpenPanes(store).total("billing", 1_000))).isEqualTo(2));
    }

    @Test
    void theDoneArePartedWithOldestFirst() {
        rig.use(store -> {
            OpenPanes panes = new OpenPanes(store);
            panes.replace(snapshot("billing", 0, 0, 1));
            panes.replace(snapshot("billing", 1, 0, 1));
            panes.replace(snapshot("billing", 0, 1_000, 1));

            panes.forget(key -> key.inputPartition() == 0);

            assertThat(seen(panes.total("billing", 0))).isEqualTo(1);
            assertThat(panes.startsBetween(0, 5_000)).containsExactly(0L);
        });

        rig.use(store ->
                assertThat(new OpenPanes(store).startsBetween(0, 5_000)).containsExactly(0L));
    }

    private static Snapshot snapshot(String application, int partition, long paneStart, long seen) {
        Tally tally = new Tally();
        tally.slice(new Tally.SliceKey(Group.ALL, null)).see(seen);
        return new Snapshot(application, partition, paneStart, tally);
    }

    private static long seen(Tally tally) {
        return tally.seen(Group.ALL);
    }
}
