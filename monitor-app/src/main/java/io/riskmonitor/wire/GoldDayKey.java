package io.riskmonitor.wire;

/**
 * Names the gold results of one application and day.
 *
 * @param day of event time (UTC), counted from 1970-01-01
 */
public record GoldDayKey(String application, long day) {}
