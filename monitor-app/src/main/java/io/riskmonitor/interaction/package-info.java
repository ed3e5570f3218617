/**
 * One observed interaction or verdict, and what makes it acceptable. Knows nothing of cells, time windows or Kafka.
 */
@NullMarked
package io.riskmonitor.interaction;

import org.jspecify.annotations.NullMarked;
