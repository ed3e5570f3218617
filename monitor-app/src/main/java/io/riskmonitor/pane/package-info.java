/**
 * What was seen, in mergeable slices of event time. Knows no rules and decides nothing.
 */
@NullMarked
package io.riskmonitor.pane;

import org.jspecify.annotations.NullMarked;
