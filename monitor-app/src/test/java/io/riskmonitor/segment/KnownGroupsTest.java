package io.riskmonitor.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.segment.KnownGroups.Outcome;
import org.junit.jupiter.api.Test;

class KnownGroupsTest {

    private final KnownGroups groups = new KnownGroups();

    @Test
    void tellsANewGroupFromAKnownOne() {
        assertThat(groups.admit(new Group("locale", "de"), 2)).isEqualTo(Outcome.NEW);
        assertThat(groups.admit(new Group("locale", "de"), 2)).isEqualTo(Outcome.KNOWN);
        assertThat(groups.admit(new Group("plan", "de"), 2)).isEqualTo(Outcome.NEW);
    }

    @Test
    void holdsAsManyGroupsOfADimensionAsAreAllowed() {
        groups.admit(new Group("user", "1"), 2);
        groups.admit(new Group("user", "2"), 2);
        Group third = new Group("user", "3");
        assertThat(groups.admit(third, 2)).isEqualTo(Outcome.OVERFLOW);
        assertThat(groups.overflowOf(third)).isEqualTo(new Group("user", "__other__"));
        assertThat(groups.admit(new Group("user", "1"), 2)).isEqualTo(Outcome.KNOWN);
        assertThat(groups.admit(new Group("locale", "de"), 2)).isEqualTo(Outcome.NEW);
    }

    @Test
    void keepsWhatItKnowsWhenTheLimitIsLowered() {
        groups.admit(new Group("user", "1"), 2);
        groups.admit(new Group("user", "2"), 2);
        assertThat(groups.admit(new Group("user", "2"), 1)).isEqualTo(Outcome.KNOWN);
        assertThat(groups.admit(new Group("user", "3"), 3)).isEqualTo(Outcome.NEW);
    }

    @Test
    void aGroupThatWasNotSeenForAMonthMakesRoomForAnother() {
        groups.beginDay(100);
        groups.admit(new Group("locale", "de"), 2);
        groups.admit(new Group("locale", "fr"), 2);
        groups.beginDay(131);
        assertThat(groups.admit(new Group("locale", "de"), 2)).isEqualTo(Outcome.SEEN_AGAIN);
        assertThat(groups.admit(new Group("locale", "de"), 2)).isEqualTo(Outcome.KNOWN);
        assertThat(groups.admit(new Group("locale", "en"), 2)).isEqualTo(Outcome.OVERFLOW);

        assertThat(groups.beginDay(132)).isTrue();
        assertThat(groups.admit(new Group("locale", "en"), 2)).isEqualTo(Outcome.NEW);
        assertThat(groups.admit(new Group("locale", "fr"), 2)).isEqualTo(Outcome.OVERFLOW);

        assertThat(groups.beginDay(1_000)).as("whether anything is left").isFalse();
        assertThat(groups.byDimension()).isEmpty();
    }

    @Test
    void whatWasStoredWithoutItsDayCountsFromTheFirstDayOn() {
        KnownGroups stored = new KnownGroups(KnownGroups.UNKNOWN_DAY);
        stored.admit(new Group("locale", "de"), 2);

        assertThat(stored.beginDay(500)).isTrue();
        assertThat(stored.beginDay(531)).isTrue();
        assertThat(stored.beginDay(532)).isFalse();
    }

    @Test
    void countsDimensionsBeyondTheLimitAsOne() {
        for (int i = 0; i < KnownGroups.MAX_DIMENSIONS; i++) {
            assertThat(groups.admit(new Group("d" + i, "x"), 9)).isEqualTo(Outcome.NEW);
        }
        Group beyond = new Group("one-more", "x");
        assertThat(groups.admit(beyond, 9)).isEqualTo(Outcome.OVERFLOW);
        assertThat(groups.overflowOf(beyond)).isEqualTo(new Group("__other__", "__other__"));
        assertThat(groups.admit(new Group("d0", "y"), 9)).isEqualTo(Outcome.NEW);
        assertThat(groups.byDimension()).hasSize(KnownGroups.MAX_DIMENSIONS).doesNotContainKey("one-more");
    }
}
