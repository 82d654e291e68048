package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;

/**
 * A prepared prompt that a host may show.
 *
 * @param definition as {@code prompts/list} shows it: name, title, description, arguments
 */
public record Prompt(ObjectNode definition, Writer writer) {
    /** Fills the prompt in. */
    @FunctionalInterface
    public interface Writer {
        /**
         * The result of {@code prompts/get}: description and messages.
         *
         * @param arguments by name; those the definition requires are there
         */
        ObjectNode write(Map<String, String> arguments);
    }

    public Prompt {
        Objects.requireNonNull(definition, "definition is null");
        Objects.requireNonNull(writer, "writer is null");
    }

    public String name() {
        return definition.path("name").asText();
    }
}
