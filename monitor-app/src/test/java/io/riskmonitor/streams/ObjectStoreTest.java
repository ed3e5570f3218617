package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {

    private static final Serde<StringBuilder> TEXT = Serdes.serdeFrom(
            (topic, text) -> text == null ? null : text.toString().getBytes(StandardCharsets.UTF_8),
            (topic, bytes) -> bytes == null ? null : new StringBuilder(new String(bytes, StandardCharsets.UTF_8)));

    private static final int MAX_CLEAN = 2;

    private final StoreRig<ObjectStore<String, StringBuilder>> rig =
            new StoreRig<>(ObjectStore.builder("objects", Serdes.String(), TEXT, MAX_CLEAN));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aChangeBecomesDurableWithTheCommit() {
        rig.use(store -> {
            store.changed("a", new StringBuilder("1"));
            assertThat(keys(store)).isEmpty();
            assertThat(store.get("a")).hasToString("1");
        });

        rig.use(store -> {
            assertThat(keys(store)).containsExactly("a");
            store.clearCache();
            assertThat(store.get("a")).hasToString("1");
        });
    }

    @Test
    void anObjectStaysTheSameWhileItIsOnTheHeap() {
        StringBuilder object = new StringBuilder("1");
        rig.use(store -> store.changed("a", object));

        rig.use(store -> assertThat(store.get("a")).isSameAs(object));
    }

    @Test
    void whatIsChangedInPlaceIsWrittenAsItIsAtTheCommit() {
        rig.use(store -> {
            StringBuilder object = new StringBuilder("1");
            store.changed("a", object);
            object.append("2");
        });

        rig.use(store -> {
            store.clearCache();
            assertThat(store.get("a")).hasToString("12");
        });
    }

    @Test
    void aChangeAfterACommitMustBeAnnouncedAgain() {
        StringBuilder object = new StringBuilder("1");
        rig.use(store -> store.changed("a", object));
        rig.use(store -> object.append("2"));
        rig.use(store -> {
            store.clearCache();
            assertThat(store.get("a")).hasToString("1");
        });
    }

    @Test
    void aVisitSeesEveryEntryAsItIsAndMayChangeOrDeleteIt() {
        rig.use(store -> List.of("kept", "changed", "deleted", "doomed")
                .forEach(key -> store.changed(key, new StringBuilder("1"))));
        rig.use(store -> {
            store.changed("new", new StringBuilder("1"));
            store.changed("changed", new StringBuilder("2"));
            store.delete("deleted");
            List<String> seen = new ArrayList<>();

            store.forEach((key, value) -> {
                seen.add(key + value);
                if (key.equals("doomed")) {
                    store.delete(key);
                } else {
                    store.changed(key, value.append("!"));
                }
            });

            assertThat(seen).containsExactlyInAnyOrder("kept1", "changed2", "new1", "doomed1");
        });
        rig.use(store -> {
            store.clearCache();
            assertThat(keys(store)).containsExactly("changed", "kept", "new");
            assertThat(store.get("kept")).hasToString("1!");
            assertThat(store.get("changed")).hasToString("2!");
        });
    }

    @Test
    void everyCommitIsCountedSoThatUsersCanTell() {
        List<Long> flushes = new ArrayList<>();
        rig.use(store -> flushes.add(store.flushes()));
        rig.use(store -> flushes.add(store.flushes()));

        assertThat(flushes.get(1)).isGreaterThan(flushes.get(0));
    }

    @Test
    void aDeletedObjectIsGoneAtOnceAndForEver() {
        rig.use(store -> store.changed("a", new StringBuilder("1")));
        rig.use(store -> {
            store.delete("a");
            assertThat(store.get("a")).isNull();
        });

        rig.use(store -> {
            assertThat(store.get("a")).isNull();
            assertThat(keys(store)).isEmpty();
        });
    }

    @Test
    void aDeletedObjectCanComeBack() {
        rig.use(store -> {
            store.changed("a", new StringBuilder("1"));
            store.delete("a");
            store.changed("a", new StringBuilder("2"));
        });

        rig.use(store -> {
            store.clearCache();
            assertThat(store.get("a")).hasToString("2");
        });
    }

    @Test
    void onlyTheObjectsUsedLastStayOnTheHeap() {
        StringBuilder a = new StringBuilder("a");
        StringBuilder b = new StringBuilder("b");
        StringBuilder c = new StringBuilder("c");
        rig.use(store -> store.changed("a", a));
        rig.use(store -> store.changed("b", b));
        rig.use(store -> {
            assertThat(store.get("a")).isSameAs(a);
            store.changed("c", c);
        });

        rig.use(store -> {
            assertThat(store.get("a")).isSameAs(a);
            assertThat(store.get("c")).isSameAs(c);
            assertThat(store.get("b")).isNotSameAs(b).hasToString("b");
        });
    }

    @Test
    void nothingThatIsChangedLeavesTheHeapBeforeItIsWritten() {
        rig.use(store -> {
            for (int i = 0; i < 100; i++) {
                store.changed("key-" + i, new StringBuilder("value-" + i));
            }
        });

        rig.use(store -> {
            assertThat(keys(store)).hasSize(100);
            for (int i = 0; i < 100; i++) {
                assertThat(store.get("key-" + i)).hasToString("value-" + i);
            }
        });
    }

    @Test
    void clearingTheCacheForgetsWhatIsNotCommitted() {
        rig.use(store -> store.changed("a", new StringBuilder("1")));
        rig.use(store -> {
            store.changed("a", new StringBuilder("2"));
            store.changed("b", new StringBuilder("2"));
            store.delete("a");
            store.clearCache();
        });

        rig.use(store -> {
            assertThat(store.get("a")).hasToString("1");
            assertThat(store.get("b")).isNull();
        });
    }

    @Test
    void itIsNeverWithoutAChangelog() {
        assertThatThrownBy(
                        () -> ObjectStore.builder("x", Serdes.String(), TEXT, 1).withLoggingDisabled())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(ObjectStore.builder("x", Serdes.String(), TEXT, 1).loggingEnabled())
                .isTrue();
    }

    private static List<String> keys(ObjectStore<String, StringBuilder> store) {
        List<String> keys = new ArrayList<>();
        store.forEachKey(keys::add);
        return keys;
    }
}
