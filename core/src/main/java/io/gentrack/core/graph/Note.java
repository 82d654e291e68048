package io.gentrack.core.graph;

import java.util.Objects;

/**
 * Something a reader of the result should know; never an error of the program.
 *
 * @param code stable, lower-case with dashes, for example {@code unknown-node}
 * @param node id of the node it is about, empty where it is about the whole
 * @param message one sentence for a person
 */
public record Note(String code, String node, String message) {
    public Note {
        Objects.requireNonNull(code, "code is null");
        Objects.requireNonNull(node, "node is null");
        Objects.requireNonNull(message, "message is null");
    }

    public static Note of(String code, String message) {
        return new Note(code, "", message);
    }
}
