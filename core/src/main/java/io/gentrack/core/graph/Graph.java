package io.gentrack.core.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A workflow in API form, whatever form it came in.
 *
 * @param nodes by id, in the order of the file
 * @param notes what was met on the way from JSON to here
 */
public record Graph(Map<String, Node> nodes, List<Note> notes) {
    public Graph {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        notes = List.copyOf(notes);
    }
}
