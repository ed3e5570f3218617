/** Damaged input of every kind, and whether the monitor survives it. Knows what may be said of it, not how it is read. */
@NullMarked
package io.riskmonitor.bench.poison;

import org.jspecify.annotations.NullMarked;
