package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.NOON;
import static io.riskmonitor.scenario.Event.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.segment.Group;
import io.riskmonitor.wire.PaneKey;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TalliesTest {

    private static final Wire WIRE =
            new Wire(Map.of("schema.registry.url", "mock://tallies"), Rig.TOPICS, 1, () -> true);
    private static final Duration LATENESS = Duration.ofMinutes(10);
    private static final long LAST_MOMENT = time("12:10:00.999").toEpochMilli();
    private static final long TOO_LATE = time("12:10:01").toEpochMilli();

    private final StoreRig<ObjectStore<PaneKey, Tally>> rig =
            new StoreRig<>(ObjectStore.builder("tallies", WIRE.paneKey(), WIRE.tally(), 1_000));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aPaneIsOpenUntilTheLatenessAfterItsEnd() {
        rig.use(store -> {
            Tallies tallies = tallies(store);
            assertThat(tallies.at("billing", NOON, Watermark.NONE)).isNotNull();
            assertThat(tallies.at("billing", NOON, LAST_MOMENT)).isNotNull();
            assertThat(tallies.at("billing", NOON, TOO_LATE)).isNull();
            assertThat(tallies.at("support", NOON, TOO_LATE)).isNull();
        });
    }

    @Test
    void onlyWhatHasChangedIsSentOldestFirst() {
        rig.use(store -> {
            Tallies tallies = tallies(store);
            see(tallies, "billing", "12:00:05");
            see(tallies, "billing", "12:00:03");
            see(tallies, "support", "12:00:03");
            assertThat(sent(tallies)).containsExactly("billing 12:00:03", "support 12:00:03", "billing 12:00:05");
            assertThat(sent(tallies)).isEmpty();

            see(tallies, "billing", "12:00:03");
            assertThat(sent(tallies)).containsExactly("billing 12:00:03");
        });
    }

    @Test
    void changesBeforeAndAfterACommitAreBothKept() {
        List<Tallies> tallies = new ArrayList<>();
        rig.use(store -> {
            tallies.add(tallies(store));
            see(tallies.get(0), "billing", "12:00:00");
        });
        rig.use(store -> see(tallies.get(0), "billing", "12:00:00"));

        rig.use(store -> {
            store.clearCache();
            assertThat(Objects.requireNonNull(store.get(new PaneKey("billing", NOON.toEpochMilli(), 3)))
                            .seen(Group.ALL))
                    .isEqualTo(2);
        });
    }

    @Test
    void everyOpenPaneIsSentOnceMoreAfterARestart() {
        rig.use(store -> {
            Tallies tallies = tallies(store);
            see(tallies, "billing", "12:00:00");
            assertThat(sent(tallies)).hasSize(1);
        });

        rig.use(store -> assertThat(sent(tallies(store))).containsExactly("billing 12:00:00"));
    }

    @Test
    void closedPanesAreForgotten() {
        rig.use(store -> {
            Tallies tallies = tallies(store);
            see(tallies, "billing", "12:00:00");
            see(tallies, "billing", "12:00:01");
            tallies.send(snapshot -> {});
            tallies.close(TOO_LATE);
        });

        rig.use(store -> assertThat(sent(tallies(store))).containsExactly("billing 12:00:01"));
    }

    private static Tallies tallies(ObjectStore<PaneKey, Tally> store) {
        return new Tallies(store, new Panes(Duration.ofSeconds(1)), LATENESS, 3);
    }

    private static void see(Tallies tallies, String application, String at) {
        Objects.requireNonNull(tallies.at(application, time(at), Watermark.NONE))
                .see(List.of(new Tally.SliceKey(Group.ALL, null)));
    }

    private static List<String> sent(Tallies tallies) {
        List<String> sent = new ArrayList<>();
        tallies.send(snapshot -> sent.add(describe(snapshot)));
        return sent;
    }

    private static String describe(Snapshot snapshot) {
        assertThat(snapshot.inputPartition()).isEqualTo(3);
        long second = (snapshot.paneStart() - NOON.toEpochMilli()) / 1_000;
        return snapshot.application() + " 12:00:0" + second;
    }
}
