/**
 * Which cells an interaction belongs to: groups of declared dimensions, bounded in number. Counts nothing itself.
 */
@NullMarked
package io.riskmonitor.segment;

import org.jspecify.annotations.NullMarked;
