package io.riskmonitor.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SegmentationTest {

    private static final Group GERMAN = new Group("locale", "de");
    private static final Group FREE = new Group("plan", "free");

    @Test
    void putsAllTrafficFirst() {
        assertThat(Segmentation.DEFAULT.groupsOf(Map.of("locale", "de", "plan", "free")))
                .startsWith(Group.ALL)
                .containsExactlyInAnyOrder(Group.ALL, GERMAN, FREE);
    }

    @Test
    void knowsOnlyAllTrafficWhereNothingElseIsSaid() {
        assertThat(Segmentation.DEFAULT.groupsOf(Map.of())).containsExactly(Group.ALL);
    }

    @Test
    void talliesEveryDimensionUnlessSomeAreDeclared() {
        Map<String, String> segments = Map.of("locale", "de", "plan", "free");
        assertThat(Segmentation.DEFAULT.groupsOf(segments)).containsExactlyInAnyOrder(Group.ALL, GERMAN, FREE);
        assertThat(new Segmentation(Set.of("plan", "age_band"), List.of(), 200).groupsOf(segments))
                .containsExactlyInAnyOrder(Group.ALL, FREE);
        assertThat(new Segmentation(Set.of(), List.of(), 200).groupsOf(segments))
                .containsExactly(Group.ALL);
    }

    @Test
    void talliesAnIntersectionWhereAllOfItsDimensionsAreSaid() {
        Segmentation crossed = new Segmentation(Set.of("locale"), List.of(List.of("locale", "plan")), 200);
        assertThat(crossed.groupsOf(Map.of("locale", "de", "plan", "free")))
                .containsExactly(Group.ALL, GERMAN, new Group("locale+plan", "de+free"));
        assertThat(crossed.groupsOf(Map.of("locale", "de"))).containsExactly(Group.ALL, GERMAN);
    }

    @Test
    void findsADeclaredIntersectionByItsDimensionsInAnyOrder() {
        Segmentation crossed = new Segmentation(null, List.of(List.of("locale", "plan")), 200);
        assertThat(crossed.intersectionOf(Map.of("plan", "free", "locale", "de")))
                .contains(new Group("locale+plan", "de+free"));
        assertThat(crossed.intersectionOf(Map.of("locale", "de"))).isEmpty();
        assertThat(crossed.intersectionOf(Map.of("locale", "de", "plan", "free", "age_band", "18-25")))
                .isEmpty();
    }

    @Test
    void needsRoomForAGroup() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Segmentation(null, List.of(), 0))
                .withMessageContaining("maxGroups");
    }
}
