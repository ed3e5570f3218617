package io.riskmonitor.metrics;

import io.riskmonitor.segment.Group;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets a bounded number of values through; the rest becomes {@link Group#OTHER}. First come, first served, until the
 * program restarts: a value that gave up its place later would break the series of whoever had it.
 */
final class BoundedLabel {

    private final int limit;
    private final Set<String> values = ConcurrentHashMap.newKeySet();

    BoundedLabel(int limit) {
        this.limit = limit;
    }

    String of(String value) {
        return values.contains(value) || admit(value) ? value : Group.OTHER;
    }

    private synchronized boolean admit(String value) {
        return values.size() < limit && values.add(value) || values.contains(value);
    }
}
