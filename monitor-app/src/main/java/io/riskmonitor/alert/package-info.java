/**
 * Since when, and is it over? The lifecycle of one alert. Knows nothing of who hears it.
 */
@NullMarked
package io.riskmonitor.alert;

import org.jspecify.annotations.NullMarked;
