package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A prepared prompt that a host may show.
 *
 * @param definition as {@code prompts/list} shows it: name, title, description, arguments
 */
public record Prompt(ObjectNode definition, Writer writer, Completer completer) {
    /** Fills the prompt in. */
    @FunctionalInterface
    public interface Writer {
        /**
         * The result of {@code prompts/get}: description and messages.
         *
         * @param arguments by name; those the definition requires are there
         * @throws InputRequired by {@link Call#ask}, to be passed on
         */
        ObjectNode write(Map<String, String> arguments, Call call) throws InterruptedException, InputRequired;
    }

    /** Knows what an argument may be. */
    @FunctionalInterface
    public interface Completer {
        /** Nothing is known. */
        Completer NONE = (argument, typed) -> List.of();

        /** Values that begin like what is typed, the likeliest first. */
        List<String> complete(String argument, String typed);
    }

    public Prompt {
        Objects.requireNonNull(definition, "definition is null");
        Objects.requireNonNull(writer, "writer is null");
        Objects.requireNonNull(completer, "completer is null");
    }

    public String name() {
        return definition.path("name").asText();
    }
}
