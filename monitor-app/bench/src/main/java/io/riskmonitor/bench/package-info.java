/**
 * How much work the monitor does per event, how much others need for less, and how good its detectors are. Not part of
 * the shipped program; sees of it only what anybody who embeds it sees.
 */
@NullMarked
package io.riskmonitor.bench;

import org.jspecify.annotations.NullMarked;
