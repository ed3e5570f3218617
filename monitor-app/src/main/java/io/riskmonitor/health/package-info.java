/**
 * Is this instance alive, is it ready, and if not, why? Judged by progress: a process that runs and does nothing is dead.
 *
 * <p>Nothing here knows how the vitals are taken, or who asks.
 */
@NullMarked
package io.riskmonitor.health;

import org.jspecify.annotations.NullMarked;
