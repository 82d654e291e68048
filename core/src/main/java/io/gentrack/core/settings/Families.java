package io.gentrack.core.settings;

import io.gentrack.core.extract.Extraction;
import io.gentrack.core.graph.Graph;

/** Says which model family a pass of a graph uses. */
@FunctionalInterface
public interface Families {
    /**
     * A family and what decided it.
     *
     * @param name for example {@code sdxl}; {@code unknown} where nothing says it
     * @param source {@code hash header node clip_type file_name folder companion} or {@code none}
     */
    record Family(String name, String source) {
        public static final Family UNKNOWN = new Family("unknown", "none");
    }

    /**
     * The family of one pass.
     *
     * @param pass index into the extraction's passes
     */
    Family of(Graph graph, Extraction extraction, int pass);
}
