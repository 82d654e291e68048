/** The kernel: abstract interpretation of a graph, the passes in it, and the chains they form. */
@NullMarked
package io.gentrack.core.extract;

import org.jspecify.annotations.NullMarked;
