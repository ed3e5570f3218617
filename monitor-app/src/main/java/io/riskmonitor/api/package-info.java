/**
 * HTTP: health, metrics, the read API and the page. It shows what the monitor publishes and knows nothing of how that
 * comes about, so any instance can answer for all.
 */
@NullMarked
package io.riskmonitor.api;

import org.jspecify.annotations.NullMarked;
