/**
 * Avro to the domain's own records and back. The only importer of generated classes.
 */
@NullMarked
package io.riskmonitor.wire;

import org.jspecify.annotations.NullMarked;
