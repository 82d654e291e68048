package io.gentrack.core.graph;

import java.util.List;
import java.util.Objects;

/** What a text turned out to be: workflows, or the reason why there is none. */
public sealed interface GraphReading {
    /** The two forms in which ComfyUI writes a workflow. */
    enum Form {
        /** What the server runs: {@code {"3": {"class_type": …, "inputs": …}}}. */
        API,
        /** What the front-end saves (LiteGraph): {@code nodes}, {@code links}, widget values without names. */
        UI
    }

    /**
     * One or more workflows.
     *
     * @param form the form they stood in; where an export mixes both, that of the first
     * @param graphs never empty; several for exports of {@code /history} and {@code /queue}, in the order of the file
     */
    record Graphs(Form form, List<Graph> graphs) implements GraphReading {
        public Graphs {
            Objects.requireNonNull(form, "form is null");
            graphs = List.copyOf(graphs);
            if (graphs.isEmpty()) {
                throw new IllegalArgumentException("graphs is empty");
            }
        }
    }

    /**
     * No workflow in there.
     *
     * @param reason for a person, without the file's name: {@code empty}, {@code not JSON: … at line 3, column 7},
     *     {@code JSON, but no workflow …}
     */
    record NotAGraph(String reason) implements GraphReading {
        public NotAGraph {
            Objects.requireNonNull(reason, "reason is null");
        }
    }
}
