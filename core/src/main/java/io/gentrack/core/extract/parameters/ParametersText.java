package io.gentrack.core.extract.parameters;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the text about a picture that programs write beside, or in place of, a graph: A1111 and Forge parameters and their many
 * imitations, SwarmUI's {@code sui_image_params}, Civitai's {@code extraMetadata}, Stability Matrix' {@code parameters-json}.
 * Never throws on a text.
 */
public final class ParametersText {
    /** In characters; longer texts are prompts nobody has written. */
    static final int MAX_LENGTH = 4 << 20;

    /** Keys of texts besides {@code parameters} that are looked at. */
    public static final Set<String> KEYS = Set.of(
            "parameters-json",
            "extrametadata",
            "usercomment",
            "comment",
            "description",
            "software",
            "invokeai_metadata",
            "sd-metadata",
            "dream",
            "fooocus_scheme");

    private ParametersText() {}

    /** What a text turned out to be. */
    public sealed interface Reading {
        /**
         * Settings.
         *
         * @param program whose text it is: {@code a1111}, {@code swarmui}, {@code civitai}, {@code stability-matrix}
         * @param graph the text as one node {@code parameters} with an input for every key, to which the origins lead
         * @param extraction one chain: the base pass, then the refiner and the hires pass the text names
         * @param hashes of every file it identifies
         */
        record Settings(String program, Graph graph, Extraction extraction, List<FileHash> hashes) implements Reading {
            public Settings {
                Objects.requireNonNull(program, "program is null");
                Objects.requireNonNull(graph, "graph is null");
                Objects.requireNonNull(extraction, "extraction is null");
                hashes = List.copyOf(hashes);
            }
        }

        /** Settings of a program that has nothing to do with ComfyUI: InvokeAI, NovelAI, Fooocus. */
        record Foreign(String program) implements Reading {}

        /** No settings. */
        record Nothing() implements Reading {}
    }

    /**
     * What the texts of one picture say; the first that says settings counts.
     *
     * @param parameters the text under {@code parameters}, or what a comment held in its place
     * @param other further texts by lower-case key: {@code parameters-json}, {@code extrametadata}, {@code usercomment} …
     */
    public static Reading read(Optional<String> parameters, Map<String, String> other) {
        Reading found = parameters.map(ParametersText::read).orElse(new Reading.Nothing());
        if (found instanceof Reading.Settings) {
            return found;
        }
        for (String key : List.of("parameters-json", "extrametadata", "usercomment", "comment", "description")) {
            Reading more = other.containsKey(key) ? read(other.get(key)) : new Reading.Nothing();
            if (more instanceof Reading.Settings || found instanceof Reading.Nothing) {
                found = more;
            }
            if (found instanceof Reading.Settings) {
                return found;
            }
        }
        return found instanceof Reading.Nothing ? foreign(other) : found;
    }

    /** One text by itself. */
    public static Reading read(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Reading.Nothing();
        }
        String clean = text.replace("\r\n", "\n");
        Optional<JsonNode> json = JsonFields.parse(clean);
        if (json.isPresent()) {
            Optional<Said> said = JsonFields.read(json.get());
            if (said.isPresent()) {
                return settings(said.get());
            }
            Optional<String> program = JsonFields.foreign(json.get());
            if (program.isPresent()) {
                return new Reading.Foreign(program.get());
            }
        }
        return A1111.read(clean).map(ParametersText::settings).orElse(new Reading.Nothing());
    }

    private static Reading settings(Said said) {
        return new Reading.Settings(said.program(), TextPasses.graph(said), TextPasses.of(said), said.hashes());
    }

    private static Reading foreign(Map<String, String> other) {
        if (other.containsKey("invokeai_metadata") || other.containsKey("sd-metadata") || other.containsKey("dream")) {
            return new Reading.Foreign("InvokeAI");
        }
        if (other.getOrDefault("software", "").strip().equals("NovelAI")) {
            return new Reading.Foreign("NovelAI");
        }
        return other.containsKey("fooocus_scheme") ? new Reading.Foreign("Fooocus") : new Reading.Nothing();
    }
}
