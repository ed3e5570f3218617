/**
 * What people look at and decide: reviews of failures that nobody has confirmed, their decisions, and the interactions that
 * are flagged for them.
 *
 * <p>Nothing here knows how a decision arrives or where an interaction is remembered.
 */
@NullMarked
package io.riskmonitor.review;

import org.jspecify.annotations.NullMarked;
