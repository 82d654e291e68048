/** Measures the store at the size that years of use give it. */
@NullMarked
package io.gentrack.bench.store;

import org.jspecify.annotations.NullMarked;
