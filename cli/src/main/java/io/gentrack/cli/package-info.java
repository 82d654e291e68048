/** The gentrack command: the one place that wires everything. */
@NullMarked
package io.gentrack.cli;

import org.jspecify.annotations.NullMarked;
