package io.gentrack.core.extract.description;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.Meaning;
import io.gentrack.core.spi.NodeExtractor;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.OutputKind;
import io.gentrack.core.spi.PassDraft;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One compiled node description: the extractor of the class types it names. */
public final class NodeDescription implements NodeExtractor {
    private static final Set<String> FIELDS =
            Set.of("types", "let", "pass", "passes", "outputs", "output", "saves", "notes", "note", "source");

    private final Set<String> classTypes;
    private final Map<String, List<Value>> tables;
    private final Map<String, Expression> lets;
    private final List<PassTemplate> passes;
    private final List<Expression> outputs;
    private final Optional<OutputKind> output;
    private final Optional<Expression> saves;
    private final List<Remark> remarks;

    /** What a person should know of a node's values, said where {@code when} holds; always where it is empty. */
    private record Remark(String code, String message, Optional<Expression> when) {}

    /**
     * @param tables rows of the description file's tables, keyed {@code table NUL key}
     * @throws DescriptionException naming the field that is wrong
     */
    NodeDescription(JsonNode json, Map<String, List<Value>> tables) throws DescriptionException {
        Fields.allow(json, FIELDS);
        this.classTypes = types(json);
        this.tables = tables;
        this.lets = lets(json);
        this.passes = passes(json);
        this.outputs = outputs(json);
        this.output = output(json);
        Optional<Expression> stated = Fields.optional(json, "saves");
        this.saves = stated.isPresent() ? stated : Fields.optional(json.path("output"), "save");
        this.remarks = remarks(json);
    }

    static Set<String> types(JsonNode json) throws DescriptionException {
        Set<String> types = new LinkedHashSet<>();
        JsonNode listed = json.path("types");
        for (JsonNode type : listed.isArray() ? listed : List.of(listed)) {
            if (!type.isTextual() || type.textValue().isEmpty()) {
                throw new DescriptionException("types: a list of class types is expected");
            }
            types.add(type.textValue());
        }
        return types;
    }

    private static Map<String, Expression> lets(JsonNode json) throws DescriptionException {
        Map<String, Expression> lets = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> let : json.path("let").properties()) {
            try {
                lets.put(let.getKey(), Templates.compile(let.getValue()));
            } catch (DescriptionException e) {
                throw e.in("let." + let.getKey());
            }
        }
        return lets;
    }

    private static List<PassTemplate> passes(JsonNode json) throws DescriptionException {
        List<PassTemplate> passes = new ArrayList<>();
        if (json.has("pass")) {
            try {
                passes.add(new PassTemplate(json.get("pass")));
            } catch (DescriptionException e) {
                throw e.in("pass");
            }
        }
        int index = 0;
        for (JsonNode pass : json.path("passes")) {
            try {
                passes.add(new PassTemplate(pass));
            } catch (DescriptionException e) {
                throw e.in("passes[" + index + "]");
            }
            index++;
        }
        return passes;
    }

    /** A null among the outputs is one the description does not speak of. */
    private static List<Expression> outputs(JsonNode json) throws DescriptionException {
        List<Expression> outputs = new ArrayList<>(Fields.several(json, "outputs"));
        int index = 0;
        for (JsonNode output : json.path("outputs")) {
            if (output.isNull()) {
                outputs.set(index, scope -> Value.Opaque.of("*"));
            }
            index++;
        }
        return outputs;
    }

    /** {@code {"save": flag}}: a node whose own switch says whether it keeps its result or only shows it. */
    private static Optional<OutputKind> output(JsonNode json) throws DescriptionException {
        if (!json.hasNonNull("output")) {
            return Optional.empty();
        }
        if (json.path("output").isObject()) {
            Fields.allow(json.path("output"), Set.of("save"));
            return Optional.of(OutputKind.SAVE);
        }
        try {
            return Optional.of(OutputKind.valueOf(json.path("output").asText("").toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new DescriptionException("output: \"save\", \"preview\" or \"other\" is expected, here is \""
                    + json.path("output").asText("") + "\"");
        }
    }

    private static List<Remark> remarks(JsonNode json) throws DescriptionException {
        List<Remark> remarks = new ArrayList<>();
        for (JsonNode remark : json.path("notes")) {
            Fields.allow(remark, Set.of("code", "message", "when"));
            String code = remark.path("code").asText("");
            String message = remark.path("message").asText("");
            if (code.isEmpty() || message.isEmpty()) {
                throw new DescriptionException("notes: \"code\" and \"message\" are expected");
            }
            remarks.add(new Remark(code, message, Fields.optional(remark, "when")));
        }
        return remarks;
    }

    private Optional<OutputKind> output(Scope scope) {
        Optional<Boolean> saved = saves.flatMap(s -> Values.flag(s.in(scope)));
        return saved.isPresent() ? Optional.of(saved.get() ? OutputKind.SAVE : OutputKind.PREVIEW) : output;
    }

    private List<Note> notes(Scope scope) {
        List<Note> notes = new ArrayList<>();
        for (Remark remark : remarks) {
            if (remark.when().map(w -> Values.flag(w.in(scope)).orElse(false)).orElse(true)) {
                notes.add(
                        new Note(remark.code(), scope.node().id(), scope.node().classType() + " " + remark.message()));
            }
        }
        return notes;
    }

    @Override
    public Set<String> classTypes() {
        return classTypes;
    }

    @Override
    public Meaning evaluate(NodeView node) {
        Scope scope = new Scope(node, tables);
        lets.forEach((name, expression) -> scope.let(name, expression.in(scope)));
        List<PassDraft> drafts = new ArrayList<>(passes.size());
        for (PassTemplate pass : passes) {
            pass.in(scope).ifPresent(drafts::add);
        }
        List<Value> values = new ArrayList<>(outputs.size());
        for (Expression expression : outputs) {
            values.add(expression.in(scope));
        }
        return new Meaning(values, drafts, output(scope), notes(scope));
    }
}
