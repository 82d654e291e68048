package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;

/**
 * JSON in, graphs out. Takes API and UI form, bare or in the wrappings ComfyUI and its clients use (see {@link GraphFinder}).
 * Total: whatever the text holds, the answer is a value. Safe for use by many threads.
 */
public final class GraphReader {
    private final NodeDefinitions definitions;

    /**
     * A reader that knows these node classes.
     *
     * @param definitions names the widget values of UI graphs; API graphs need none
     */
    public GraphReader(NodeDefinitions definitions) {
        this.definitions = Objects.requireNonNull(definitions, "definitions is null");
    }

    /**
     * Reads a file.
     *
     * @param utf8 a JSON file as it lies on the disk; UTF-16 with a byte order mark is understood as well
     */
    public GraphReading read(byte[] utf8) {
        return read(JsonText.decode(utf8));
    }

    /** Reads a text, for example a chunk of a picture. */
    public GraphReading read(String json) {
        JsonText.Parsed parsed = JsonText.parse(json);
        if (parsed instanceof JsonText.Parsed.Failed failed) {
            return new GraphReading.NotAGraph(failed.reason());
        }
        return read(((JsonText.Parsed.Value) parsed).json());
    }

    /** The same for JSON that is parsed already, for example an answer of the running server. */
    public GraphReading read(JsonNode json) {
        List<GraphFinder.Found> found = GraphFinder.find(json);
        if (found.isEmpty()) {
            return new GraphReading.NotAGraph(GraphFinder.whyNone(json));
        }
        return new GraphReading.Graphs(
                found.get(0).form(), found.stream().map(this::graph).toList());
    }

    private Graph graph(GraphFinder.Found found) {
        NoteList notes = new NoteList();
        found.state().ifPresent(state -> notes.add(state.code(), state.node(), state.message()));
        return found.form() == GraphReading.Form.API
                ? ApiGraphs.read(found.json(), notes)
                : UiConverter.convert(found.json(), definitions, notes);
    }
}
