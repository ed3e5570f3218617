/**
 * What the rules of an application say when a pane closes, and what has to be remembered for it. Knows nothing of alerts
 * or of how tallies arrive.
 */
@NullMarked
package io.riskmonitor.judge;

import org.jspecify.annotations.NullMarked;
