/**
 * Trees of plain maps, lists and scalars as people write them, read key by key with every problem at its path. Does not
 * know what they mean or what they were written in.
 */
@NullMarked
package io.riskmonitor.document;

import org.jspecify.annotations.NullMarked;
