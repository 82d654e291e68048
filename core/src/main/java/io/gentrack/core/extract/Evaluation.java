package io.gentrack.core.extract;

import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Node;
import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.OutputKind;
import io.gentrack.core.spi.Trail;
import java.util.List;
import java.util.Set;

/**
 * A graph with every node evaluated.
 *
 * @param passes in the order met: a pass stands behind those it works on
 * @param ends nodes that end the graph, with the passes that reach them
 * @param unknown ids of nodes that nobody described
 * @param typed those of them whose inputs and outputs have known types
 */
record Evaluation(
        Graph graph, List<RawPass> passes, List<End> ends, Set<String> unknown, Set<String> typed, List<Note> notes) {
    /**
     * @param consumed false when no other node takes anything from it
     */
    record End(Node node, OutputKind kind, boolean known, boolean consumed, Trail trail) {}
}
