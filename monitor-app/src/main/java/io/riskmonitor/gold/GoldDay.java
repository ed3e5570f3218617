package io.riskmonitor.gold;

import java.util.SortedMap;
import java.util.TreeMap;

/** The results of one application on one day of event time (UTC), by case. */
public final class GoldDay {

    private final SortedMap<String, GoldCounts> cases = new TreeMap<>();

    public void add(String caseId, GoldCounts more) {
        cases.merge(caseId, more, GoldCounts::plus);
    }

    /** Case id to its results, in alphabetical order. */
    public SortedMap<String, GoldCounts> cases() {
        return cases;
    }
}
