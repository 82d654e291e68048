package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.NodeDefinition.Slot;
import io.gentrack.core.graph.UiGraph.UiInput;
import io.gentrack.core.graph.UiGraph.UiNode;
import io.gentrack.core.graph.WidgetSlots.Fit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives names to the widget values of a node. In this order: names in the file, the definition of the class, the widget inputs the node
 * itself lists (front-end 1.16 and later), older slot orders of the class. A list that does not fit the values by number and type is not
 * used: without a fitting one the values stay out and a note says so.
 */
final class WidgetMapper {
    /** Places that hold no input, also where the file names them. */
    private static final Set<String> NO_INPUT =
            Set.of(NodeDefinition.CONTROL, "control_before_generate", "control_filter_list", "upload", "videopreview");

    private final NodeDefinitions definitions;
    private final NoteList notes;

    WidgetMapper(NodeDefinitions definitions, NoteList notes) {
        this.definitions = definitions;
        this.notes = notes;
    }

    /** The widget values of a node by input name, in order; {@code id} is its id in API form. */
    Map<String, JsonNode> map(UiNode node, String id) {
        Map<String, JsonNode> inputs = widgets(node, id);
        Map<String, JsonNode> kept = definitions
                .find(node.type())
                .map(known -> KeptInputs.of(node, known))
                .orElse(Map.of());
        if (kept.isEmpty()) {
            return inputs;
        }
        Map<String, JsonNode> all = new LinkedHashMap<>(inputs);
        all.putAll(kept);
        return all;
    }

    private Map<String, JsonNode> widgets(UiNode node, String id) {
        Optional<NamedWidgets> named = NamedWidgets.of(node);
        if (named.isPresent()) {
            if (named.get().edited()) {
                notes.add("widgets-edited", id, editedMessage(node.type()));
            }
            return inputsOf(named.get().values());
        }
        if (node.named().isObject()) {
            return unmatched(node);
        }
        JsonNode values = node.values();
        if (values.isObject()) {
            Optional<List<JsonNode>> array = asArray(values);
            return array.isPresent() ? map(node, id, array.get()) : inputsOf(values);
        }
        if (!values.isArray() || values.isEmpty()) {
            return Map.of();
        }
        List<JsonNode> list = new ArrayList<>();
        values.forEach(list::add);
        return map(node, id, list);
    }

    /** Names and places that do not belong together: the places by what is known of the class, else the names. */
    private Map<String, JsonNode> unmatched(UiNode node) {
        List<JsonNode> places = new ArrayList<>();
        node.values().forEach(places::add);
        return ScriptedWidgets.map(node, places)
                .or(() -> bestFit(node, definitions.find(node.type()), places).filter(byPlace -> !byPlace.isEmpty()))
                .orElseGet(() -> inputsOf(NamedWidgets.unmatched(node)));
    }

    static String editedMessage(String what) {
        return "The values of this " + what
                + " by name are not those by place; those by place are used, as ComfyUI does.";
    }

    static boolean isNoInput(String widget) {
        return NO_INPUT.contains(widget);
    }

    private static Map<String, JsonNode> inputsOf(JsonNode object) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        object.properties().forEach(field -> named.put(field.getKey(), field.getValue()));
        return inputsOf(named);
    }

    private static Map<String, JsonNode> inputsOf(Map<String, JsonNode> named) {
        Map<String, JsonNode> inputs = new LinkedHashMap<>(named);
        inputs.keySet().removeIf(WidgetMapper::isNoInput);
        return inputs;
    }

    /** An object with the keys 0, 1, 2 … (and perhaps length) is an array that went through a careless copy. */
    private static Optional<List<JsonNode>> asArray(JsonNode object) {
        List<JsonNode> list = new ArrayList<>();
        for (int i = 0; object.has(Integer.toString(i)); i++) {
            list.add(object.get(Integer.toString(i)));
        }
        int rest = object.size() - list.size() - (object.has("length") ? 1 : 0);
        return list.isEmpty() || rest > 0 ? Optional.empty() : Optional.of(list);
    }

    private Map<String, JsonNode> map(UiNode node, String id, List<JsonNode> values) {
        Optional<Map<String, JsonNode>> special = ScriptedWidgets.map(node, values);
        if (special.isPresent()) {
            return special.get();
        }
        Optional<NodeDefinition> definition = definitions.find(node.type());
        Optional<Map<String, JsonNode>> fitting =
                bestFit(node, definition, values).or(() -> bestFit(node, definition, withoutDisplay(values)));
        if (fitting.isPresent()) {
            return fitting.get();
        }
        Map<String, JsonNode> sure =
                definition.map(known -> sure(values, known.slots())).orElse(Map.of());
        if (!sure.isEmpty()) {
            notes.add(
                    "widgets-in-part",
                    id,
                    "The " + values.size() + " widget values of this " + node.type()
                            + " are of another version of it; only " + String.join(", ", sure.keySet()) + " are used.");
            return sure;
        }
        if (values.stream().allMatch(WidgetMapper::isBlank)
                || definition.filter(known -> isDisplay(known, values)).isPresent()) {
            return Map.of();
        }
        if (definition.isPresent()) {
            notes.add(
                    "unmapped-widgets",
                    id,
                    "The " + values.size() + " widget values of this " + node.type()
                            + " do not fit what is known of its inputs and are left out.");
        } else {
            Map<String, JsonNode> certain = UnknownWidgets.map(node, values);
            if (!certain.isEmpty()) {
                notes.add(
                        "widgets-by-form",
                        id,
                        "The inputs of node type " + node.type() + " are not known; "
                                + String.join(", ", certain.keySet()) + " were told by the form of the values.");
                return certain;
            }
            notes.add(
                    "unknown-definition",
                    id,
                    "The inputs of node type " + node.type() + " are not known, so its " + values.size()
                            + " widget values have no names and are left out.");
        }
        return Map.of();
    }

    /** What the beginning and the present slots say, without what they do not agree on. */
    private static Map<String, JsonNode> sure(List<JsonNode> values, List<Slot> slots) {
        Map<String, JsonNode> sure =
                new LinkedHashMap<>(WidgetSlots.fit(values, slots).sure());
        OlderWidgets.certain(values, slots).forEach((name, value) -> {
            JsonNode other = sure.putIfAbsent(name, value);
            if (other != null && !other.equals(value)) {
                sure.remove(name);
            }
        });
        return sure;
    }

    /** Without what a script showed at the node's foot: packs write HTML into a widget that is no input. */
    private static List<JsonNode> withoutDisplay(List<JsonNode> values) {
        int last = values.size() - 1;
        String text = values.get(last).asText("").strip();
        return text.startsWith("<") && text.endsWith(">") ? values.subList(0, last) : values;
    }

    private static Optional<Map<String, JsonNode>> bestFit(
            UiNode node, Optional<NodeDefinition> definition, List<JsonNode> values) {
        List<Slot> declared = definition.map(NodeDefinition::slots).orElse(List.of());
        Fit plain = WidgetSlots.fit(values, declared);
        if (!declared.isEmpty() && plain.exact()) {
            return Optional.of(plain.values());
        }
        List<Slot> own = ownSlots(node);
        if (!own.isEmpty()) {
            Fit fit = WidgetSlots.fit(values, own);
            if (fit.exact()) {
                return Optional.of(fit.values());
            }
        }
        for (List<Slot> variant : definition.map(NodeDefinition::variants).orElse(List.of())) {
            if (variant.size() == values.size() || isDynamic(variant)) {
                Fit fit = WidgetSlots.fit(values, variant);
                if (fit.exact()) {
                    return Optional.of(fit.values());
                }
            }
        }
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        if (!plain.misfit() && plain.unread() == 0) {
            return Optional.of(plain.values());
        }
        return longer(values, declared, plain);
    }

    /** True where a chosen option brings places of its own, so that the number of slots is not that of the values. */
    private static boolean isDynamic(List<Slot> slots) {
        return slots.stream().anyMatch(slot -> !slot.branches().isEmpty());
    }

    /** More values than slots: nulls that widgets without a value left behind, or things that are no input behind the last one. */
    private static Optional<Map<String, JsonNode>> longer(List<JsonNode> values, List<Slot> declared, Fit plain) {
        if (plain.unread() > 0 && !plain.misfit()) {
            List<JsonNode> rest = values.subList(values.size() - plain.unread(), values.size());
            if (rest.stream().allMatch(value -> isForeign(value, declared))) {
                return Optional.of(plain.values());
            }
        }
        List<JsonNode> filled = values.stream()
                .filter(value -> !value.isNull() && !isShown(value))
                .toList();
        if (filled.size() < values.size()) {
            Fit fit = WidgetSlots.fit(filled, declared);
            if (!fit.misfit() && fit.unread() == 0) {
                return Optional.of(fit.values());
            }
        }
        Set<Map<String, JsonNode>> ways = OlderWidgets.withoutOne(values, declared);
        return ways.size() == 1 ? Optional.of(ways.iterator().next()) : Optional.empty();
    }

    /**
     * True for a value that no slot of the list could hold: then it is what a button, a progress text or a browser extension left behind,
     * and not a sign that the values before it have moved by one.
     */
    private static boolean isForeign(JsonNode value, List<Slot> declared) {
        return isBlank(value)
                || isShown(value)
                || declared.stream().allMatch(slot -> slot.pseudo() || !WidgetSlots.suits(slot, value));
    }

    /** HTML that a node shows to people. */
    private static boolean isShown(JsonNode value) {
        return value.isTextual()
                && value.textValue().startsWith("<")
                && value.textValue().endsWith(">");
    }

    private static boolean isBlank(JsonNode value) {
        return value.isContainerNode()
                ? value.isEmpty()
                : value.isNull() || (value.isTextual() && value.textValue().isBlank());
    }

    /** A node of sockets only, whose values are what it showed last. */
    private static boolean isDisplay(NodeDefinition definition, List<JsonNode> values) {
        return definition.slots().isEmpty()
                && definition.variants().isEmpty()
                && values.stream().allMatch(value -> isBlank(value) || value.isTextual() || value.isContainerNode());
    }

    /** The node's own list of widget inputs, or the order Use-Everywhere wrote down; seeds get their control word when it fits. */
    private static List<Slot> ownSlots(UiNode node) {
        List<Slot> slots = new ArrayList<>();
        for (UiInput input : node.inputs()) {
            if (!input.widget().isEmpty()) {
                slots.add(Slot.of(input.name(), input.type()));
                if (input.type().equals("INT")) {
                    slots.add(Slot.pseudo(NodeDefinition.CONTROL));
                }
            }
        }
        if (slots.isEmpty()) {
            for (Map.Entry<String, JsonNode> widget : node.properties()
                    .path("ue_properties")
                    .path("widget_ue_connectable")
                    .properties()) {
                slots.add(isNoInput(widget.getKey()) ? Slot.pseudo(widget.getKey()) : Slot.of(widget.getKey(), ""));
            }
        }
        return slots;
    }
}
