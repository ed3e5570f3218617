/**
 * Pure statistics: one class per published method, each with its reference.
 *
 * <p>Nothing here knows about time, segments or Kafka. Every class has a table of values computed by an independent
 * implementation under {@code src/test/resources/reference}.
 */
@NullMarked
package io.riskmonitor.stats;

import org.jspecify.annotations.NullMarked;
