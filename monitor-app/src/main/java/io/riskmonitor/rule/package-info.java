/**
 * Is something wrong? One rule per file: its configuration is the thing that decides. Knows nothing of alerts.
 */
@NullMarked
package io.riskmonitor.rule;

import org.jspecify.annotations.NullMarked;
