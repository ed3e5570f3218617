package io.riskmonitor.rule;

import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.util.Set;

/** The cells that an application was seen to have. */
public interface SeenCells {

    /** In their order. */
    Set<Series> series();

    /** In their order, all traffic first. */
    Set<Group> groups(Series series);
}
