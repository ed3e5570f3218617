package io.riskmonitor.api;

import static io.riskmonitor.api.Published.NOON;
import static io.riskmonitor.api.Published.alert;
import static io.riskmonitor.api.Published.finding;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.riskmonitor.alert.AlertStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {

    private final Board board = new Board();

    @Test
    void theNewestAlertComesFirst() {
        board.alert("a", alert("a", "FIRING", "billing", NOON));
        board.alert("b", alert("b", "FIRING", "billing", NOON.plusMillis(1)));
        board.alert("c", alert("c", "FIRING", "billing", NOON.minusSeconds(1)));

        assertThat(ids(board.alerts(null, null))).containsExactly("b", "a", "c");
    }

    @Test
    void aTombstoneEndsAnAlert() {
        board.alert("a", alert("a", "FIRING", "billing", NOON));
        board.alert("a", null);

        assertThat(board.alerts(null, null)).isEmpty();
        assertThat(board.alert("a")).isEmpty();
    }

    @Test
    void anAlertIsInTheStateItWasLastSaidToBeIn() {
        board.alert("a", alert("a", "PENDING", "billing", NOON));
        board.alert("a", alert("a", "FIRING", "billing", NOON));

        assertThat(board.alerts(AlertStatus.PENDING, null)).isEmpty();
        assertThat(ids(board.alerts(AlertStatus.FIRING, null))).containsExactly("a");
        assertThat(board.alert("a")).isPresent();
    }

    @Test
    void alertsThatAreOverAreShownOnRequestOnly() {
        board.alert("a", alert("a", "RESOLVED", "billing", NOON));

        assertThat(board.alerts(null, null)).isEmpty();
        assertThat(ids(board.alerts(AlertStatus.RESOLVED, null))).containsExactly("a");
    }

    @Test
    void applicationsCanBeToldApart() {
        board.alert("a", alert("a", "FIRING", "billing", NOON));
        board.alert("b", alert("b", "FIRING", "search", NOON));
        board.finding(finding("billing", "de", "CLEAR", NOON));
        board.finding(finding("search", "de", "CLEAR", NOON));

        assertThat(ids(board.alerts(null, "search"))).containsExactly("b");
        assertThat(board.rates("billing")).containsExactly(finding("billing", "de", "CLEAR", NOON));
    }

    @Test
    void aFindingReplacesTheOneBeforeOfItsCell() {
        board.finding(finding("billing", "fr", "CLEAR", NOON));
        board.finding(finding("billing", "de", "CLEAR", NOON));
        board.finding(finding("billing", "de", "BREACH", NOON.plusSeconds(1)));

        assertThat(board.rates(null))
                .containsExactly(
                        finding("billing", "de", "BREACH", NOON.plusSeconds(1)),
                        finding("billing", "fr", "CLEAR", NOON));
    }

    @Test
    void theLatestFindingIsTheOneOfTheLatestEvents() {
        assertThat(board.latestFinding()).isEmpty();

        board.finding(finding("billing", "de", "CLEAR", NOON));
        board.finding(finding("search", "en", "CLEAR", NOON.minusSeconds(1)));
        board.clear();

        assertThat(board.latestFinding()).as("also while it is read again").contains(NOON);
    }

    @Test
    void aCellThatWasNotHeardOfForLongIsNotShown() {
        board.finding(finding("billing", "de", "CLEAR", NOON));
        board.finding(finding("search", "de", "CLEAR", NOON));
        board.finding(finding("billing", "fr", "CLEAR", NOON.plus(Duration.ofMinutes(61))));

        assertThat(board.rates(null))
                .extracting(finding -> finding.path("application").asText()
                        + finding.path("group").asText())
                .containsExactly("billingfr", "searchde");
    }

    @Test
    void theBoardDoesNotGrowWithoutBound() {
        for (int i = 0; i <= Board.MAX_ALERTS; i++) {
            board.alert("k" + i, alert("id" + i, "FIRING", "billing", NOON));
        }
        for (int i = 0; i <= Board.MAX_FINDINGS; i++) {
            board.finding(finding("billing", "g" + i, "CLEAR", NOON));
        }

        assertThat(board.alerts(null, null)).hasSize(Board.MAX_ALERTS);
        assertThat(board.alert("id0")).isEmpty();
        assertThat(board.rates(null)).hasSize(Board.MAX_FINDINGS);
    }

    private static List<String> ids(List<ObjectNode> alerts) {
        return alerts.stream().map(alert -> alert.path("alertId").asText()).toList();
    }
}
