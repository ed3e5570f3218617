/**
 * Who hears of an alert, and when again? Steps every alert that fires up its escalation path until somebody answers. Times
 * here are those of the clock, not of events: people live by the clock.
 */
@NullMarked
package io.riskmonitor.escalation;

import org.jspecify.annotations.NullMarked;
