package io.gentrack.core.extract.description;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON of a description with faults that name the field. */
final class Fields {
    private Fields() {}

    /** No field but these; a misspelt one must not be silently without effect. */
    static void allow(JsonNode object, Set<String> names) throws DescriptionException {
        for (Iterator<String> it = object.fieldNames(); it.hasNext(); ) {
            String name = it.next();
            if (!names.contains(name)) {
                List<String> known = new ArrayList<>(names);
                known.sort(null);
                throw new DescriptionException("no field \"" + name + "\" here; there are " + String.join(", ", known));
            }
        }
    }

    static Optional<Expression> optional(JsonNode object, String field) throws DescriptionException {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Templates.compile(value));
        } catch (DescriptionException e) {
            throw e.in(field);
        }
    }

    static Expression required(JsonNode object, String field) throws DescriptionException {
        Optional<Expression> expression = optional(object, field);
        if (expression.isEmpty()) {
            throw new DescriptionException("field \"" + field + "\" is missing");
        }
        return expression.get();
    }

    /** One expression or a list of them. */
    static List<Expression> several(JsonNode object, String field) throws DescriptionException {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return List.of();
        }
        List<Expression> expressions = new ArrayList<>();
        int index = 0;
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            try {
                expressions.add(Templates.compile(item));
            } catch (DescriptionException e) {
                throw e.in(field + "[" + index + "]");
            }
            index++;
        }
        return expressions;
    }
}
