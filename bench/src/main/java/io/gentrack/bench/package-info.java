/** JMH benchmarks and whole-process measurements; raw results are kept in {@code bench/results/}. */
@NullMarked
package io.gentrack.bench;

import org.jspecify.annotations.NullMarked;
