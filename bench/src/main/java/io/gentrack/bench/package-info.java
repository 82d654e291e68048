/** JMH benchmarks, each against a bare loop that does the least possible. */
@NullMarked
package io.gentrack.bench;

import org.jspecify.annotations.NullMarked;
