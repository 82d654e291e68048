package io.gentrack.hasher.cache;

import java.util.Optional;

/**
 * What a model file is, as far as is known.
 *
 * @param architecture from the tensors ({@code sdxl}), where they were read
 * @param family the lineage ({@code pony}); equals the architecture where nothing refines it
 * @param source what decided: {@code civitai}, {@code tensors}, {@code metadata}, {@code file_name}, {@code gguf}
 */
public record FileFamily(Optional<String> architecture, Optional<String> family, Optional<String> source) {
    /** Nothing known. */
    public static final FileFamily UNKNOWN = new FileFamily(Optional.empty(), Optional.empty(), Optional.empty());
}
