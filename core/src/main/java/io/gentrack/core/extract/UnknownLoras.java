package io.gentrack.core.extract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.gentrack.core.extract.description.LoraTags;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The LoRAs that a node nobody described names among its inputs, in the spellings that packs use: one name with its
 * strength, numbered names ({@code lora_name_1}, {@code lora_1_name}), one object a row, one list of objects,
 * tags in a text. Where two inputs
 * of a row claim to be its strength and differ, the strength is not known.
 */
final class UnknownLoras {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST = 200;
    private static final int LONGEST_LIST = 100_000;

    private static final Pattern NUMBERED = Pattern.compile("lora_?(?:name_?)?(\\d{1,3})(?:_name)?");

    private static final List<String> NAMES = List.of("lora", "lora_name", "name", "file", "filename", "path");
    private static final List<String> SWITCHES = List.of("on", "active", "enabled", "enable", "toggle", "is_on");
    private static final List<String> OPPOSITES = List.of("bypass", "disabled", "disable", "mute");
    private static final List<String> STRENGTHS =
            List.of("strength", "strength_model", "model_strength", "strengthModel", "weight", "model_weight");
    private static final List<String> CLIP_STRENGTHS =
            List.of("strength_clip", "clip_strength", "strengthClip", "clipStrength", "strengthTwo", "clip_weight");

    /** How packs number the strength of row {@code #}. */
    private static final List<String> NUMBERED_STRENGTHS = List.of(
            "strength_#",
            "strength#",
            "lora_strength_#",
            "lora_#_strength",
            "lora_wt_#",
            "lora_weight_#",
            "lora_#_weight",
            "weight_#",
            "strength_model_#",
            "model_strength_#",
            "lora_#_model_strength",
            "lora_#_strength_model",
            "model_weight_#",
            "model_str_#");

    private static final List<String> NUMBERED_CLIP_STRENGTHS = List.of(
            "strength_clip_#",
            "clip_strength_#",
            "lora_#_clip_strength",
            "lora_#_strength_clip",
            "clip_weight_#",
            "clip_str_#");

    private static final List<String> NUMBERED_SWITCHES = List.of(
            "switch_#",
            "enabled_#",
            "enable_#",
            "on_#",
            "active_#",
            "toggle_#",
            "lora_#_enabled",
            "lora_#_on",
            "lora_enabled_#",
            "enable_lora_#");

    private final NodeView node;

    private UnknownLoras(NodeView node) {
        this.node = node;
    }

    /** In the order of the inputs; empty where nothing is spelled in one of the known ways. */
    static List<Lora> of(NodeView node) {
        UnknownLoras reader = new UnknownLoras(node);
        Optional<List<Lora>> one = reader.one();
        if (one.isPresent()) {
            return one.get();
        }
        if (!node.classType().toLowerCase(Locale.ROOT).contains("lora")) {
            return List.of();
        }
        List<Lora> loras = new ArrayList<>(reader.numbered());
        loras.addAll(reader.rows());
        loras.addAll(reader.tags());
        return loras.subList(0, Math.min(MOST, loras.size()));
    }

    private Optional<List<Lora>> one() {
        for (String name : List.of("lora_name", "lora")) {
            Optional<Value.Text> file = Values.fileName(node.value(name));
            Optional<Value.Num> strength =
                    first("strength_model", "model_strength", "lora_strength", "strength", "weight");
            if (file.isPresent() && strength.isPresent()) {
                Lora lora = new Lora(file.get(), strength, first("strength_clip", "clip_strength"), node.id());
                return Optional.of(off() ? List.of() : kept(lora));
            }
        }
        return Optional.empty();
    }

    /** Whether the node's one switch is off; of several nobody knows which is the LoRA's. */
    private boolean off() {
        List<Boolean> switches = Stream.of(
                        SWITCHES.stream().map(node::value).map(Values::flag),
                        OPPOSITES.stream()
                                .map(node::value)
                                .map(value -> Values.flag(value).map(on -> !on)))
                .flatMap(each -> each)
                .flatMap(Optional::stream)
                .toList();
        return switches.size() == 1 && !switches.get(0);
    }

    private Optional<Value.Num> first(String... names) {
        for (String name : names) {
            Optional<Value.Num> number = node.number(name);
            if (number.isPresent()) {
                return number;
            }
        }
        return Optional.empty();
    }

    private static List<Lora> kept(Lora lora) {
        return lora.inForce() ? List.of(lora) : List.of();
    }

    private List<Lora> numbered() {
        Map<Integer, String> names = new TreeMap<>();
        for (String input : node.inputNames()) {
            Matcher matcher = NUMBERED.matcher(input.toLowerCase(Locale.ROOT));
            if (matcher.matches() && Values.fileName(node.value(input)).isPresent()) {
                names.putIfAbsent(Integer.parseInt(matcher.group(1)), input);
            }
        }
        int count = first("num_loras", "lora_count", "loras_count", "count")
                .map(n -> (int) Math.max(0, Math.min(MOST, n.value())))
                .orElse(Integer.MAX_VALUE);
        List<Lora> loras = new ArrayList<>();
        names.forEach((number, input) -> {
            List<Value> strengths = values(NUMBERED_STRENGTHS, number);
            boolean off = values(NUMBERED_SWITCHES, number).stream()
                    .anyMatch(v -> Values.flag(v).map(f -> !f).orElse(false));
            if (number <= count && !off && !strengths.isEmpty()) {
                loras.addAll(kept(new Lora(
                        Values.fileName(node.value(input)).orElseThrow(),
                        agreed(strengths),
                        agreed(values(NUMBERED_CLIP_STRENGTHS, number)),
                        node.id())));
            }
        });
        return loras;
    }

    private List<Value> values(List<String> patterns, int number) {
        List<Value> values = new ArrayList<>();
        for (String pattern : patterns) {
            String name = pattern.replace("#", Integer.toString(number));
            String padded = pattern.replace("#", String.format(Locale.ROOT, "%02d", number));
            if (node.has(name)) {
                values.add(node.value(name));
            } else if (node.has(padded)) {
                values.add(node.value(padded));
            }
        }
        return values;
    }

    /** The one number they all are. */
    private static Optional<Value.Num> agreed(List<Value> values) {
        Set<Double> different = new LinkedHashSet<>();
        Optional<Value.Num> last = Optional.empty();
        for (Value value : values) {
            Optional<Value.Num> number = Values.number(value);
            if (number.isEmpty()) {
                return Optional.empty();
            }
            different.add(number.get().value());
            last = number;
        }
        return different.size() == 1 ? last : Optional.empty();
    }

    /** {@code <lora:name:0.8>} in a text that stands in the node or goes into it. */
    private List<Lora> tags() {
        List<Lora> loras = new ArrayList<>();
        for (String input : node.inputNames()) {
            node.text(input)
                    .ifPresent(text -> LoraTags.in(text, node.id()).stream()
                            .filter(lora -> !loras.contains(lora))
                            .forEach(loras::add));
        }
        return loras;
    }

    /** Rows as objects, each an input of its own or all in one list, which some front ends keep as text. */
    private List<Lora> rows() {
        List<Lora> loras = new ArrayList<>();
        for (String input : node.inputNames()) {
            if (!input.toLowerCase(Locale.ROOT).contains("lora")) {
                continue;
            }
            JsonNode literal = node.literal(input).map(UnknownLoras::list).orElse(NullNode.instance);
            if (literal.isObject()) {
                loras.addAll(row(literal, input));
            }
            int index = 0;
            for (JsonNode item : literal.isArray() ? literal : List.<JsonNode>of()) {
                if (index < MOST) {
                    loras.addAll(row(item, input + "[" + index++ + "]"));
                }
            }
        }
        return loras;
    }

    private static JsonNode list(JsonNode literal) {
        if (literal.path("__value__").isArray()) {
            return literal.path("__value__");
        }
        boolean spelled = literal.isTextual()
                && literal.textValue().length() <= LONGEST_LIST
                && literal.textValue().stripLeading().startsWith("[");
        if (!spelled) {
            return literal;
        }
        try {
            return JSON.readTree(literal.textValue());
        } catch (JsonProcessingException e) {
            return NullNode.instance;
        }
    }

    private List<Lora> row(JsonNode row, String where) {
        Optional<Value.Text> file = members(row, NAMES, where).stream()
                .flatMap(v -> Values.fileName(v).stream())
                .findFirst();
        List<Value> strengths = members(row, STRENGTHS, where);
        boolean off = members(row, SWITCHES, where).stream()
                .anyMatch(v -> Values.flag(v).map(f -> !f).orElse(false));
        if (file.isEmpty() || strengths.isEmpty() || off) {
            return List.of();
        }
        return kept(new Lora(file.get(), agreed(strengths), agreed(members(row, CLIP_STRENGTHS, where)), node.id()));
    }

    private List<Value> members(JsonNode row, List<String> names, String where) {
        List<Value> values = new ArrayList<>();
        for (String name : names) {
            if (row.hasNonNull(name)) {
                values.add(Values.literal(row.get(name), new Origin.Written(node.id(), where + "." + name)));
            }
        }
        return values;
    }
}
