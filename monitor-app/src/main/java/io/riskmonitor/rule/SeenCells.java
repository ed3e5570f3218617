package io.riskmonitor.rule;

import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.util.Set;

/** The cells that an application was seen to have. */
public interface SeenCells {

    Set<Series> series();

    Set<Group> groups(Series series);
}
