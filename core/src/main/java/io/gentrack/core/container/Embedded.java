package io.gentrack.core.container;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The texts a file carries, by what they are for. Nothing here is parsed further than was needed to find it.
 *
 * @param prompt the API graph as JSON text: what ran
 * @param workflow the UI graph as JSON text
 * @param parameters A1111 text, or settings JSON of another program (SwarmUI, Civitai) when that is the only source of settings
 * @param document the whole text of a {@link Container#JSON} file; what it is gets decided elsewhere
 * @param other further texts by lower-case key, in file order: {@code parameters-json}, {@code usercomment}, {@code extrametadata},
 *     {@code generation_data}, … ({@link Limits#OTHER_PIECES} at most, each of {@link Limits#OTHER_BYTES} at most)
 * @param width pixels, from the header, where that is cheap to know
 * @param height pixels, likewise
 * @param notes what was broken or left out beside what was read, each a plain clause
 */
public record Embedded(
        Container container,
        Optional<Piece> prompt,
        Optional<Piece> workflow,
        Optional<Piece> parameters,
        Optional<Piece> document,
        Map<String, Piece> other,
        OptionalInt width,
        OptionalInt height,
        List<String> notes) {

    public Embedded {
        other = Collections.unmodifiableMap(new LinkedHashMap<>(other));
        notes = List.copyOf(notes);
    }

    /** True when the file carries nothing that settings could be read from. */
    public boolean isEmpty() {
        return prompt.isEmpty() && workflow.isEmpty() && parameters.isEmpty() && document.isEmpty() && other.isEmpty();
    }
}
