package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.UiGraph.UiInput;
import io.gentrack.core.graph.UiGraph.UiLink;
import io.gentrack.core.graph.UiGraph.UiNode;
import io.gentrack.core.graph.UiGraph.UiPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values that a subgraph instance shows as its own widgets. Three eras of the front-end kept them in three ways:
 *
 * <ul>
 *   <li>mid 2025: {@code widgets_values} of the instance holds the values of its inputs that stand for a widget, in order;
 *   <li>1.28 to 1.46: {@code properties.proxyWidgets} names inner widgets ({@code [node id, widget]}, id -1 for an input of the
 *       subgraph); the values live inside, unless {@code widgets_values} has some, then in the order of that list;
 *   <li>from 1.47: as at first, over the subgraph's inputs that lead to a widget; the instance's value wins.
 * </ul>
 *
 * @param byInput value for an input of the subgraph, by its slot
 * @param byWidget value for a widget of an inner node, by node id and widget name
 */
record Promotions(Map<Integer, JsonNode> byInput, Map<String, Map<String, JsonNode>> byWidget) {
    static final Promotions NONE = new Promotions(Map.of(), Map.of());

    private static final String INPUT_OF_SUBGRAPH = "-1";

    private record Proxy(String node, String widget) {}

    Optional<JsonNode> input(int slot) {
        return Optional.ofNullable(byInput.get(slot));
    }

    Optional<JsonNode> inside(String node, String widget) {
        return Optional.ofNullable(byWidget.getOrDefault(node, Map.of()).get(widget));
    }

    Map<String, JsonNode> inside(String node) {
        return byWidget.getOrDefault(node, Map.of());
    }

    /**
     * Reads what an instance says.
     *
     * @param outer values that the scope around the instance gives to the instance's own promoted widgets, by name
     */
    static Promotions of(
            UiScope scope, UiNode instance, UiGraph definition, Map<String, JsonNode> outer, NoteList notes) {
        Promotions result = new Promotions(new HashMap<>(), new HashMap<>());
        List<Proxy> proxies = proxies(instance);
        Names names = Names.of(proxies, definition);
        JsonNode values = instance.values();
        if (instance.named().isObject()) {
            result.byName(scope, instance, names, notes);
        } else if (values.isArray() && hasValue(values)) {
            if (proxies.isEmpty()) {
                result.byPosition(scope, instance, definition, values, notes);
            } else if (values.size() <= proxies.size()) {
                for (int i = 0; i < values.size(); i++) {
                    result.set(proxies.get(i), values.get(i), names);
                }
            } else {
                unmatched(scope, instance, values, proxies.size(), notes);
            }
        }
        outer.forEach((widget, value) -> result.set(widget, value, names));
        return result;
    }

    private void byName(UiScope scope, UiNode instance, Names names, NoteList notes) {
        Optional<NamedWidgets> named = NamedWidgets.of(instance);
        if (named.isPresent() && named.get().edited()) {
            notes.add("widgets-edited", scope.id(instance), WidgetMapper.editedMessage("subgraph"));
        }
        named.map(NamedWidgets::values)
                .orElseGet(() -> NamedWidgets.unmatched(instance))
                .forEach((widget, value) -> {
                    if (!value.isNull()) {
                        set(widget, value, names);
                    }
                });
    }

    private static void unmatched(UiScope scope, UiNode instance, JsonNode values, int places, NoteList notes) {
        notes.add(
                "promoted-widgets-unmatched",
                scope.id(instance),
                "This subgraph shows " + values.size() + " widget values but has places for " + places
                        + "; the values inside the subgraph are used.");
    }

    private static boolean hasValue(JsonNode values) {
        for (JsonNode value : values) {
            if (!value.isNull()) {
                return true;
            }
        }
        return false;
    }

    private void byPosition(UiScope scope, UiNode instance, UiGraph definition, JsonNode values, NoteList notes) {
        Set<String> shown = instance.inputs().stream()
                .filter(input -> !input.widget().isEmpty())
                .map(UiInput::name)
                .collect(Collectors.toSet());
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < definition.inputs().size(); i++) {
            if (isWidget(shown, definition, i)) {
                slots.add(i);
            }
        }
        if (slots.size() != values.size() || !suit(slots, definition, values)) {
            unmatched(scope, instance, values, slots.size(), notes);
            return;
        }
        for (int i = 0; i < slots.size(); i++) {
            if (!values.get(i).isNull()) {
                byInput.put(slots.get(i), values.get(i));
            }
        }
    }

    private static boolean suit(List<Integer> slots, UiGraph definition, JsonNode values) {
        for (int i = 0; i < slots.size(); i++) {
            UiPort port = definition.inputs().get(slots.get(i));
            if (!WidgetSlots.suits(NodeDefinition.Slot.of(port.name(), port.type()), values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWidget(Set<String> shown, UiGraph definition, int slot) {
        UiPort port = definition.inputs().get(slot);
        if (shown.contains(port.name())) {
            return true;
        }
        for (String id : port.links()) {
            UiLink link = definition.links().get(id);
            if (link == null) {
                continue;
            }
            UiNode target = definition.nodes().get(link.target());
            if (target != null
                    && link.targetSlot() >= 0
                    && link.targetSlot() < target.inputs().size()) {
                return !target.inputs().get(link.targetSlot()).widget().isEmpty();
            }
        }
        return false;
    }

    private static List<Proxy> proxies(UiNode instance) {
        JsonNode json = instance.properties().path("proxyWidgets");
        if (json.isTextual() && JsonText.parse(json.textValue()) instanceof JsonText.Parsed.Value parsed) {
            json = parsed.json();
        }
        List<Proxy> proxies = new ArrayList<>();
        for (JsonNode entry : json) {
            proxies.add(new Proxy(UiParser.text(entry.path(0)), UiParser.text(entry.path(1))));
        }
        return proxies;
    }

    /** By the name the instance shows: an input of the subgraph, else the first inner widget of that name. */
    private void set(String widget, JsonNode value, Names names) {
        Proxy proxy = names.proxies().get(widget);
        if (!setInput(widget, value, names) && proxy != null) {
            set(proxy, value, names);
        }
    }

    private void set(Proxy proxy, JsonNode value, Names names) {
        if (value.isNull() || WidgetMapper.isNoInput(proxy.widget())) {
            return;
        }
        if (proxy.node().equals(INPUT_OF_SUBGRAPH)) {
            setInput(proxy.widget(), value, names);
        } else {
            byWidget.computeIfAbsent(proxy.node(), id -> new HashMap<>()).put(proxy.widget(), value);
        }
    }

    private boolean setInput(String name, JsonNode value, Names names) {
        Integer slot = names.inputs().get(name);
        if (slot == null) {
            return false;
        }
        byInput.put(slot, value);
        return true;
    }

    /** Where names lead: to the slot of an input of the subgraph, to the first inner widget. */
    private record Names(Map<String, Integer> inputs, Map<String, Proxy> proxies) {
        static Names of(List<Proxy> proxies, UiGraph definition) {
            Map<String, Integer> inputs = new HashMap<>();
            for (int i = 0; i < definition.inputs().size(); i++) {
                inputs.putIfAbsent(definition.inputs().get(i).name(), i);
            }
            Map<String, Proxy> byName = new HashMap<>();
            proxies.forEach(proxy -> byName.putIfAbsent(proxy.widget(), proxy));
            return new Names(inputs, byName);
        }
    }
}
