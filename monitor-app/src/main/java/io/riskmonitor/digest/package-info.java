/**
 * The weekly review of one application: which failure patterns there are, which have changed, how alerts were answered and
 * how far the judges can be believed. Knows nothing of policies or of how tallies arrive.
 */
@NullMarked
package io.riskmonitor.digest;

import org.jspecify.annotations.NullMarked;
