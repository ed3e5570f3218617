package io.riskmonitor.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.pane.Doubts;
import io.riskmonitor.pane.Doubts.Doubt;
import io.riskmonitor.pane.Ruling;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReviewTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final ReviewKey KEY =
            ReviewKey.at(NOON.plusSeconds(100), "billing", "leak", RiskCategory.DATA_LEAKAGE, Group.ALL);
    private static final Said ADA = new Said("ada", NOON.plusSeconds(200), "looked");

    @Test
    void itsIdSaysWhatItIsAbout() {
        assertThat(KEY.from()).isEqualTo(NOON);
        assertThat(KEY.to()).isEqualTo(NOON.plusSeconds(3_600));
        assertThat(KEY.id())
                .isEqualTo(
                        ReviewKey.at(NOON.plusSeconds(3_599), "billing", "leak", RiskCategory.DATA_LEAKAGE, Group.ALL)
                                .id());
        assertThat(List.of(
                        KEY.id(),
                        ReviewKey.at(KEY.to(), "billing", "leak", RiskCategory.DATA_LEAKAGE, Group.ALL)
                                .id(),
                        ReviewKey.at(NOON, "billing|leak", "", RiskCategory.DATA_LEAKAGE, Group.ALL)
                                .id(),
                        ReviewKey.at(NOON, "billing", "leak", RiskCategory.DATA_LEAKAGE, new Group("locale", "de"))
                                .id()))
                .doesNotHaveDuplicates();
    }

    @Test
    void closesWhenAllThatAreListedAreDecidedAndSaysHowManyAreNot() {
        Review review = review().found(doubts(500, 0), NOON);
        assertThat(review.items()).hasSize(20);
        for (int i = 0; i < 19; i++) {
            review = review.decided("i-" + i, Ruling.OPEN, Ruling.REJECTED, ADA, NOON);
            assertThat(review.isOpen()).isTrue();
        }
        review = review.decided("i-19", Ruling.OPEN, Ruling.CONFIRMED, ADA, NOON);

        assertThat(review.isOpen()).isFalse();
        assertThat(review.closure())
                .isEqualTo(new Review.Closure(
                        new Said(
                                "ada",
                                ADA.at(),
                                "every listed one is decided; 480 more are not listed and not decided"),
                        false));
        assertThat(review.unconfirmed() + review.confirmed() + review.rejected())
                .isEqualTo(500);
    }

    @Test
    void decidedOnesMakeRoomForWhatIsFoundAfterThey() {
        Review review = review().found(doubts(20, 0), NOON);
        for (int i = 0; i < 20; i++) {
            review = review.decided("i-" + i, Ruling.OPEN, Ruling.REJECTED, ADA, NOON);
        }
        review = review.found(doubts(1, 20), NOON);

        assertThat(review.isOpen()).isTrue();
        assertThat(review.items())
                .extracting(item -> item.doubt().interactionId())
                .containsExactly("i-20");
        assertThat(review.rejected()).isEqualTo(20);
    }

    @Test
    void whatIsNotListedCountsAllTheSame() {
        Review review = review().found(doubts(100, 0), NOON)
                .decided("i-77", Ruling.OPEN, Ruling.CONFIRMED, ADA, NOON)
                .decided("i-77", Ruling.CONFIRMED, Ruling.REJECTED, ADA, NOON);

        assertThat(review.confirmed()).isZero();
        assertThat(review.rejected()).isEqualTo(1);
        assertThat(review.unconfirmed()).isEqualTo(99);
    }

    @Test
    void isOpenAgainWhenSomebodyIsNoLongerSure() {
        Review review = review().found(doubts(1, 0), NOON)
                .decided("i-0", Ruling.OPEN, Ruling.CONFIRMED, ADA, NOON)
                .decided("i-0", Ruling.CONFIRMED, Ruling.OPEN, ADA, NOON);

        assertThat(review.isOpen()).isTrue();
        assertThat(review.items()).extracting(Review.Item::said).containsOnlyNulls();
        assertThat(review.unconfirmed()).isEqualTo(1);
    }

    @Test
    void whatAPersonHasClosedStaysClosedAndGoesOnCounting() {
        Review review = review().found(doubts(1, 0), NOON).closed(ADA, NOON).found(doubts(2, 1), NOON.plusSeconds(1));

        assertThat(review.isOpen()).isFalse();
        assertThat(review.unconfirmed()).isEqualTo(3);
        assertThat(review.items()).hasSize(3);
    }

    @Test
    void aSampleIsTheSameInAnyOrderAndFairToAll() {
        List<String> ids =
                new ArrayList<>(IntStream.range(0, 900).mapToObj(i -> "i-" + i).toList());
        FairSample sample = new FairSample();
        ids.forEach(sample::offer);
        FairSample reversed = new FairSample();
        for (int i = ids.size() - 1; i >= 0; i--) {
            reversed.offer(ids.get(i));
            reversed.offer(ids.get(i));
        }
        assertThat(sample.ids()).hasSize(FairSample.SIZE).containsExactlyElementsOf(reversed.ids());
        assertThat(sample.offer(ids.get(0))).isFalse();

        int[] thirds = new int[3];
        for (int trial = 0; trial < 1_000; trial++) {
            FairSample one = new FairSample();
            for (int i = 0; i < 30; i++) {
                one.offer("c-" + trial + "-" + i);
            }
            one.ids().forEach(id -> thirds[Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)) / 10]++);
        }
        // 1,000 expected of each, with a standard deviation of 25
        assertThat(thirds).satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(900, 1_100);
            }
        });
    }

    private static Review review() {
        return Review.of(KEY, NOON, NOON.plus(Duration.ofDays(1)));
    }

    private static Doubts doubts(int count, int from) {
        return new Doubts(
                count,
                IntStream.range(from, from + Math.min(count, Doubts.MAX_LISTED))
                        .mapToObj(i -> new Doubt(NOON.plusSeconds(i), "i-" + i, "judge", "judge/DATA_LEAKAGE", null))
                        .toList());
    }
}
