package io.gentrack.core.extract.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings that a node keeps as JSON in a text input: {@code json(settings, 'sampler.steps')}. */
final class JsonText {
    /** Longest text that is read. */
    private static final int LONGEST = 200_000;

    private static final JsonMapper JSON = new JsonMapper();

    private JsonText() {}

    /** @param arguments the text, and the names of the members that lead to the value, joined by dots; of a list the number, from 0 */
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
                    found = found.isArray() ? found.path(index(name)) : found.path(name);
                }
                return found.isValueNode()
                        ? Values.literal(found, Arithmetic.origin(scope, source, text))
                        : Value.ABSENT;
            } catch (JsonProcessingException e) {
                return Value.ABSENT;
            }
        };
    }

    private static int index(String name) {
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : -1;
    }

    /**
     * The member of that name of the JSON object, spelled as Python's {@code str} spells it: what ComfyUI's JsonExtractString hands on. A
     * text of JSON in other prose is not looked for.
     */
    static Expression spelled(List<Expression> arguments, String source) {
        return scope -> {
            Value text = arguments.get(0).in(scope);
            Optional<Value.Text> name = Values.text(arguments.get(1).in(scope));
            if (!(text instanceof Value.Text written)
                    || name.isEmpty()
                    || written.value().length() > LONGEST) {
                return Value.ABSENT;
            }
            try {
                JsonNode found = JSON.readTree(written.value()).path(name.get().value());
                if (found.isMissingNode() || found.isNull()) {
                    return Value.ABSENT;
                }
                String plain = found.isTextual()
                        ? found.textValue()
                        : python(found, new StringBuilder()).toString();
                return Arithmetic.text(plain, scope, source, text);
            } catch (JsonProcessingException e) {
                return Value.ABSENT;
            }
        };
    }

    /** Jackson bounds the depth of what it reads, so this cannot go deep. */
    private static StringBuilder python(JsonNode value, StringBuilder out) {
        String separator = "";
        if (value.isObject()) {
            out.append('{');
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                quoted(member.getKey(), out.append(separator)).append(": ");
                python(member.getValue(), out);
                separator = ", ";
            }
            return out.append('}');
        }
        if (value.isArray()) {
            out.append('[');
            for (JsonNode element : value) {
                python(element, out.append(separator));
                separator = ", ";
            }
            return out.append(']');
        }
        if (value.isTextual()) {
            return quoted(value.textValue(), out);
        }
        return out.append(
                value.isBoolean()
                        ? (value.booleanValue() ? "True" : "False")
                        : value.isNull() ? "None" : value.asText());
    }

    private static StringBuilder quoted(String text, StringBuilder out) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        return out.append(quote)
                .append(quote == '\'' ? escaped.replace("'", "\\'") : escaped)
                .append(quote);
    }
}
