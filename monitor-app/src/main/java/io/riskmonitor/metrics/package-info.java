/**
 * What is exported to Prometheus: one method per fact, one class that knows the names. Label values are bounded, so that
 * a careless publisher cannot break the Prometheus that watches us. Decides nothing.
 */
@NullMarked
package io.riskmonitor.metrics;

import org.jspecify.annotations.NullMarked;
