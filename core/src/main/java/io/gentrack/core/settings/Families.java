package io.gentrack.core.settings;

import io.gentrack.core.extract.Extraction;
import io.gentrack.core.graph.Graph;
import java.util.Objects;

/** Says which model family a pass of a graph uses. */
@FunctionalInterface
public interface Families {
    /** How far the evidence for a family can be trusted. */
    enum Level {
        /** Kinds of evidence that agree, or a node that only this architecture has. */
        HIGH,
        /** One kind of evidence that is nearly always right. */
        MEDIUM,
        /** A folder, a name with several families in it, evidence that other evidence contradicts. */
        LOW,
        /** No evidence. */
        NONE
    }

    /**
     * A family and what decided it.
     *
     * @param name for example {@code sdxl}; {@code unknown} where nothing says it
     * @param source {@code hash header node clip_type file_name folder companion text} or {@code none}
     */
    record Family(String name, String source, Level level) {
        public static final Family UNKNOWN = new Family("unknown", "none", Level.NONE);

        public Family {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(source, "source is null");
            Objects.requireNonNull(level, "level is null");
        }
    }

    /**
     * The family of one pass.
     *
     * @param pass index into the extraction's passes
     */
    Family of(Graph graph, Extraction extraction, int pass);
}
