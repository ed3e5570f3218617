/**
 * What the owner declared about one application. Knows nothing of how it travels.
 */
@NullMarked
package io.riskmonitor.policy;

import org.jspecify.annotations.NullMarked;
