package io.gentrack.core.extract.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.List;
import java.util.Optional;

/** Settings that a node keeps as JSON in a text input: {@code json(settings, 'sampler.steps')}. */
final class JsonText {
    /** Longest text that is read. */
    private static final int LONGEST = 200_000;

    private static final JsonMapper JSON = new JsonMapper();

    private JsonText() {}

    /** @param arguments the text, and the names of the members that lead to the value, joined by dots */
    static Expression member(List<Expression> arguments, String source) {
        return scope -> {
            Value text = arguments.get(0).in(scope);
            Optional<Value.Text> path = Values.text(arguments.get(1).in(scope));
            if (!(text instanceof Value.Text written)
                    || path.isEmpty()
                    || written.value().length() > LONGEST) {
                return Value.ABSENT;
            }
            try {
                JsonNode found = JSON.readTree(written.value());
                for (String name : path.get().value().split("\\.", -1)) {
                    found = found.path(name);
                }
                return found.isValueNode()
                        ? Values.literal(found, Arithmetic.origin(scope, source, text))
                        : Value.ABSENT;
            } catch (JsonProcessingException e) {
                return Value.ABSENT;
            }
        };
    }
}
