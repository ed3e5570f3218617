/**
 * Avro and JSON to and from the domain, and the serdes; the only importer of generated classes.
 */
@NullMarked
package io.riskmonitor.wire;

import org.jspecify.annotations.NullMarked;
