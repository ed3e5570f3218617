/**
 * The topology and its stages: observe, judge, respond. {@link io.riskmonitor.streams.MonitorTopology} is the page to
 * read first. Decides nothing itself.
 */
@NullMarked
package io.riskmonitor.streams;

import org.jspecify.annotations.NullMarked;
