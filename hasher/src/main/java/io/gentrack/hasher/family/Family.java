package io.gentrack.hasher.family;

import java.util.List;
import java.util.Optional;

/**
 * What a model file is.
 *
 * @param architecture root of the family ({@code sdxl} for {@code pony}); empty where nothing looked at tensors or
 *     trusted words
 * @param family the lineage, {@code unknown} where nothing tells
 * @param evidence what was seen, for people; in order of weight
 */
public record Family(Optional<String> architecture, String family, Source source, List<String> evidence) {
    /** Copies. */
    public Family {
        evidence = List.copyOf(evidence);
    }

    /** What decided. */
    public enum Source {
        /** The public base model of the same content. */
        CIVITAI("civitai"),
        /** Names and shapes of the tensors. */
        TENSORS("tensors"),
        /** What the trainer wrote into the header. */
        METADATA("metadata"),
        /** {@code general.architecture} of a GGUF file. */
        GGUF("gguf"),
        /** A word in the file's name, inside what the tensors allow. */
        FILE_NAME("file_name"),
        /** Nothing. */
        NONE("unknown");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /** As it is stored. */
        public String text() {
            return text;
        }
    }
}
