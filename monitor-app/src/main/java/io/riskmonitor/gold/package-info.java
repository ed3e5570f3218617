/**
 * Questions whose answers are known: is what an application answers to one of them right? Knows nothing of counting.
 */
@NullMarked
package io.riskmonitor.gold;

import org.jspecify.annotations.NullMarked;
