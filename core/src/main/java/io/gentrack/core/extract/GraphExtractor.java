package io.gentrack.core.extract;

import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Graph in, passes and chains out. Safe for use by several threads. */
public final class GraphExtractor {
    /** Changes whenever the kernel would read a graph differently: files are then read again. */
    public static final String VERSION = "k1";

    private final Extractors extractors;

    public GraphExtractor(Extractors extractors) {
        this.extractors = Objects.requireNonNull(extractors, "extractors is null");
    }

    public Extraction extract(Graph graph) {
        Extraction found = new ChainBuilder(new Evaluator(extractors, graph).run()).build();
        Optional<Note> template = TemplateInputs.of(graph);
        if (graph.notes().isEmpty() && template.isEmpty()) {
            return found;
        }
        List<Note> notes = new ArrayList<>(graph.notes());
        template.ifPresent(notes::add);
        notes.addAll(found.notes());
        return new Extraction(found.passes(), found.chains(), notes);
    }
}
