package io.gentrack.hasher.header;

/** What the first bytes of a model file say. */
public sealed interface ModelHeader permits SafetensorsHeader, GgufHeader, ModelHeader.Malformed {
    /** The file is not what its name says; {@code reason} is for people and does not repeat the path. */
    record Malformed(String reason) implements ModelHeader {}
}
