package io.riskmonitor.gold;

import java.time.LocalDate;
import java.util.SortedMap;

/**
 * How an application stands to its gold set over the last seven days of event time.
 *
 * @param version of the set
 * @param cases that the application can be asked
 * @param covered those of them with an answer that was found right or wrong
 * @param from first of the seven days (UTC)
 * @param to last of them: that of the latest event
 * @param results of each case that was answered
 */
public record GoldStanding(
        String application,
        String version,
        int cases,
        int covered,
        LocalDate from,
        LocalDate to,
        SortedMap<String, GoldCounts> results) {

    /** Share of the cases that are covered; NaN where there is no case. */
    public double coverage() {
        return (double) covered / cases;
    }
}
