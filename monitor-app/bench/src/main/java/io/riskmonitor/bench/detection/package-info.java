/**
 * Whether the detectors keep what they promise, and how long they take: simulations with seeds. Sees the statistics of
 * the program and its budget; neither Kafka nor time.
 */
@NullMarked
package io.riskmonitor.bench.detection;

import org.jspecify.annotations.NullMarked;
