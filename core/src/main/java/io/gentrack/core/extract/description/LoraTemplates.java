package io.gentrack.core.extract.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The forms in which node packs write LoRAs.
 *
 * <pre>
 * {"name": "lora_name", "strength_model": …, "strength_clip": …, "on": …}   one
 * {"each": 50, "from": 1, "to": "lora_count", "name": "lora_name_{i}", …}    numbered inputs
 * {"rows": "(?i)lora_.*", "name": "lora", "on": "on", …}                     inputs that hold one object a row
 * {"list": "loras", "name": "name", "on": "active", …}                       an input that holds a list of objects
 * {"list": "state", "at": "loras", "name": "name", …}                        an input whose object has such a list
 * {"tags": "text"}                                                           &lt;lora:name:0.8:0.6&gt; in a text
 * {"csv": "lora_names", "weights": "lora_weights"}                           two comma-separated texts
 * {"stack": "lora_stack"}                                                    what another node lists
 * [ … ]                                                                      several of these
 * </pre>
 *
 * In {@code rows} and {@code list} the fields name members of the row's object; a clip strength that is not there is the
 * model's where {@code "clip_as_model"} is true.
 */
@FunctionalInterface
interface LoraTemplates {
    List<Lora> in(Scope scope);

    /** More rows than any node shows; a longer list is cut. */
    int MOST = 1_000;

    /** Longest text that is read as a list. */
    int LONGEST_LIST = 200_000;

    JsonMapper JSON = new JsonMapper();

    static LoraTemplates compile(JsonNode json) throws DescriptionException {
        if (json.isArray()) {
            List<LoraTemplates> parts = new ArrayList<>();
            for (JsonNode part : json) {
                parts.add(compile(part));
            }
            return scope -> parts.stream().flatMap(p -> p.in(scope).stream()).toList();
        }
        if (json.isTextual()) {
            return stack(ExpressionParser.parse(json.textValue()));
        }
        if (json.has("stack")) {
            Fields.allow(json, Set.of("stack"));
            return stack(Fields.required(json, "stack"));
        }
        if (json.has("each")) {
            return each(json);
        }
        if (json.has("rows")) {
            return rows(json);
        }
        if (json.has("list")) {
            return list(json);
        }
        if (json.has("tags")) {
            Fields.allow(json, Set.of("tags", "on"));
            List<Expression> texts = Fields.several(json, "tags");
            Optional<Expression> on = Fields.optional(json, "on");
            return scope -> isOn(on, scope)
                    ? texts.stream()
                            .flatMap(t -> Values.text(t.in(scope)).stream())
                            .flatMap(t -> LoraTags.in(t, scope.node().id()).stream())
                            .toList()
                    : List.of();
        }
        if (json.has("csv")) {
            return csv(json);
        }
        if (json.has("name")) {
            return one(json);
        }
        throw new DescriptionException("LoRAs: one of name, each, rows, list, tags, csv, stack is expected");
    }

    private static LoraTemplates stack(Expression stack) {
        return scope ->
                Values.loras(stack.in(scope)).map(l -> l.loras().toList()).orElse(List.of());
    }

    private static LoraTemplates one(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("name", "strength_model", "strength_clip", "on"));
        Expression name = Fields.required(json, "name");
        Optional<Expression> model = Fields.optional(json, "strength_model");
        Optional<Expression> clip = Fields.optional(json, "strength_clip");
        Optional<Expression> on = Fields.optional(json, "on");
        return scope -> {
            Optional<Value.Text> file = Values.fileName(name.in(scope));
            if (file.isEmpty() || !isOn(on, scope)) {
                return List.of();
            }
            return kept(new Lora(
                    file.get(),
                    model.flatMap(m -> Values.number(m.in(scope))),
                    clip.flatMap(c -> Values.number(c.in(scope))),
                    scope.node().id()));
        };
    }

    private static List<Lora> kept(Lora lora) {
        return lora.inForce() ? List.of(lora) : List.of();
    }

    /** A switch that cannot be read does not hide a LoRA that stands in the graph. */
    private static boolean isOn(Optional<Expression> on, Scope scope) {
        return on.flatMap(o -> Values.flag(o.in(scope))).orElse(true);
    }

    private static LoraTemplates each(JsonNode json) throws DescriptionException {
        int most = json.path("each").asInt(0);
        if (most < 1 || most > 200) {
            throw new DescriptionException("each: the largest number of rows, 1 to 200, is expected");
        }
        int from = json.path("from").asInt(1);
        Optional<Expression> to = Fields.optional(json, "to");
        List<LoraTemplates> rows = new ArrayList<>();
        for (int i = from; i < from + most; i++) {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                if (!Set.of("each", "from", "to").contains(field.getKey())) {
                    if (field.getValue().isTextual()) {
                        row.put(field.getKey(), field.getValue().textValue().replace("{i}", Integer.toString(i)));
                    } else {
                        row.set(field.getKey(), field.getValue());
                    }
                }
            }
            rows.add(one(row));
        }
        return scope -> {
            int count = to.flatMap(t -> Values.number(t.in(scope)))
                    .map(n -> (int) Math.max(0, Math.min(most, n.value() - from + 1)))
                    .orElse(most);
            List<Lora> loras = new ArrayList<>();
            for (LoraTemplates row : rows.subList(0, count)) {
                loras.addAll(row.in(scope));
            }
            return loras;
        };
    }

    private static LoraTemplates rows(JsonNode json) throws DescriptionException {
        Row row = Row.of(json, "rows");
        Pattern pattern;
        try {
            pattern = Pattern.compile(json.path("rows").asText(""));
        } catch (PatternSyntaxException e) {
            throw new DescriptionException("rows: " + e.getDescription());
        }
        return scope -> {
            List<Lora> loras = new ArrayList<>();
            for (String input : scope.node().inputNames()) {
                if (loras.size() < MOST && pattern.matcher(input).matches()) {
                    scope.node().literal(input).ifPresent(o -> loras.addAll(row.read(o, input, scope)));
                }
            }
            return loras;
        };
    }

    private static LoraTemplates list(JsonNode json) throws DescriptionException {
        Row row = Row.of(json, "list");
        String input = json.path("list").asText("");
        String at = json.path("at").asText("");
        return scope -> {
            List<Lora> loras = new ArrayList<>();
            JsonNode items = scope.node().literal(input).orElse(NullNode.instance);
            if (items.path("__value__").isArray()) {
                items = items.path("__value__");
            } else if (items.isTextual()) {
                items = parsed(items.textValue(), at.isEmpty() ? "[" : "{");
            }
            items = at.isEmpty() ? items : items.path(at);
            int index = 0;
            for (JsonNode item : items.isArray() ? items : List.<JsonNode>of()) {
                if (index < MOST) {
                    loras.addAll(row.read(item, input + "[" + index++ + "]", scope));
                }
            }
            return loras;
        };
    }

    /** A list, or the object it is in, that a front end keeps as text. */
    private static JsonNode parsed(String text, String begin) {
        if (text.length() > LONGEST_LIST || !text.stripLeading().startsWith(begin)) {
            return NullNode.instance;
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return NullNode.instance;
        }
    }

    /** Which members of a row's object say what. */
    record Row(String name, String on, String model, String clip, boolean clipAsModel, Optional<Expression> clipWhen) {
        static Row of(JsonNode json, String form) throws DescriptionException {
            Set<String> fields = new TreeSet<>(
                    Set.of(form, "name", "on", "strength_model", "strength_clip", "clip_as_model", "clip_when"));
            if (form.equals("list")) {
                fields.add("at");
            }
            Fields.allow(json, fields);
            return new Row(
                    json.path("name").asText("name"),
                    json.path("on").asText(""),
                    json.path("strength_model").asText("strength"),
                    json.path("strength_clip").asText(""),
                    json.path("clip_as_model").asBoolean(false),
                    Fields.optional(json, "clip_when"));
        }

        List<Lora> read(JsonNode row, String where, Scope scope) {
            if (!row.isObject()) {
                return List.of();
            }
            Optional<Value.Text> file = Values.fileName(member(row, name, where, scope));
            boolean off = !on.isEmpty()
                    && Values.flag(member(row, on, where, scope)).map(f -> !f).orElse(false);
            if (file.isEmpty() || off) {
                return List.of();
            }
            Optional<Value.Num> strength = Values.number(member(row, model, where, scope));
            Optional<Value.Num> clipStrength = Values.number(member(row, clip, where, scope));
            Optional<Value.Num> stated = clipStrength.isPresent() || !clipAsModel ? clipStrength : strength;
            return kept(new Lora(
                    file.get(),
                    strength,
                    isOn(clipWhen, scope) ? stated : Optional.empty(),
                    scope.node().id()));
        }

        private static Value member(JsonNode row, String name, String where, Scope scope) {
            return name.isEmpty()
                    ? Value.ABSENT
                    : Values.literal(
                            row.path(name), new Origin.Written(scope.node().id(), where + "." + name));
        }
    }

    private static LoraTemplates csv(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("csv", "weights", "clip_weights"));
        Expression names = Fields.required(json, "csv");
        Optional<Expression> weights = Fields.optional(json, "weights");
        return scope -> {
            Optional<Value.Text> text = Values.text(names.in(scope));
            if (text.isEmpty()) {
                return List.of();
            }
            List<String> strengths = weights.flatMap(w -> Arithmetic.spelled(w.in(scope)))
                    .map(t -> List.of(t.split(",", MOST)))
                    .orElse(List.of());
            List<Lora> loras = new ArrayList<>();
            int index = 0;
            for (String name : text.get().value().split(",", MOST)) {
                if (!Values.isPlaceholder(name)) {
                    Optional<Value.Num> strength = index < strengths.size()
                            ? Values.number(new Value.Text(
                                    strengths.get(index), text.get().origin()))
                            : Optional.empty();
                    loras.addAll(kept(new Lora(
                            new Value.Text(name.strip(), text.get().origin()),
                            strength,
                            strength,
                            scope.node().id())));
                }
                index++;
            }
            return loras;
        };
    }
}
