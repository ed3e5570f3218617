package io.riskmonitor.alert;

import io.riskmonitor.rule.Finding;
import java.time.Instant;

/**
 * An alert that is not quiet.
 *
 * @param startedAt event time at which this episode began
 * @param proof the finding that moved it last
 */
public record OpenAlert(AlertState state, Instant startedAt, Finding proof) {}
