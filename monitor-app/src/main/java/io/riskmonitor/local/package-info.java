/**
 * What the monitor needs around it, inside this JVM: a Kafka broker and a schema registry whose data survive restarts.
 *
 * <p>For trying the monitor out and for tests; a service runs against a real cluster. Nothing here knows about
 * topics, events or alerts.
 */
@NullMarked
package io.riskmonitor.local;

import org.jspecify.annotations.NullMarked;
