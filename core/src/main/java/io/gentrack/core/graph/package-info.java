/** The workflow as data: nodes, literals, links; JSON in, graph out. */
@NullMarked
package io.gentrack.core.graph;

import org.jspecify.annotations.NullMarked;
