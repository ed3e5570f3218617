package io.riskmonitor.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellTest {

    @Test
    void ordersBySeriesAndWithinOneAllTrafficFirst() {
        Series first = new Series(RiskCategory.HALLUCINATION, "judge-a");
        Series second = new Series(RiskCategory.HALLUCINATION, "judge-b");
        Series third = new Series(RiskCategory.TOXICITY_ABUSE, "judge-a");
        List<Cell> ordered = List.of(
                new Cell(first, Group.ALL),
                new Cell(first, new Group("locale", "de")),
                new Cell(first, new Group("locale", "en")),
                new Cell(first, new Group("plan", "free")),
                new Cell(second, Group.ALL),
                new Cell(third, Group.ALL));
        assertThat(List.of(
                                ordered.get(5),
                                ordered.get(3),
                                ordered.get(4),
                                ordered.get(2),
                                ordered.get(0),
                                ordered.get(1))
                        .stream()
                        .sorted())
                .containsExactlyElementsOf(ordered);
    }
}
