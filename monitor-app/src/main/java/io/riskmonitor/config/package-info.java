/**
 * How the operator runs it: files and settings, read so that every mistake is reported at its line. Knows nothing of
 * Kafka but names.
 */
@NullMarked
package io.riskmonitor.config;

import org.jspecify.annotations.NullMarked;
