package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/** A value written in the graph itself; JSON null is kept as a null node, {@code {"__value__": …}} is already unwrapped. */
public record Literal(JsonNode value) implements Input {
    public Literal {
        Objects.requireNonNull(value, "value is null");
    }
}
