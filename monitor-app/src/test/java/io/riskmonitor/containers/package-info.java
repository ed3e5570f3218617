/** Brokers and a schema registry in Docker, for the tests that need real ones. Knows nothing of the monitor. */
@NullMarked
package io.riskmonitor.containers;

import org.jspecify.annotations.NullMarked;
