/**
 * The commands of the program: what is typed, what is printed, and the exit code. Decides nothing about risk.
 */
@NullMarked
package io.riskmonitor.cli;

import org.jspecify.annotations.NullMarked;
