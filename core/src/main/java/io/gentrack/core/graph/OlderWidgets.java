package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.NodeDefinition.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What is certain about the widget values of another version of a node, where no slot order fits them. Packs mostly add inputs, so an
 * older array is the present slot list with some slots left out: of all the ways to leave slots out, only what every way agrees on is
 * taken. And a run of ComfyUI's own sampler inputs tells itself wherever it stands: between the word behind the seed and the names of a
 * sampler and a scheduler there are steps and CFG. Of a newer version's array with one value more, what every way to leave a value
 * out agrees on is taken too.
 */
final class OlderWidgets {
    /** More slots than this were never added without others being changed too. */
    private static final int MOST_ADDED = 6;

    /** Names and words that cannot be taken for something else; fewer would leave room for chance. */
    private static final int FEWEST_ANCHORS = 2;

    private static final int MOST_TRIED = 60;

    private static final Pattern CONFIG = Pattern.compile("(?i)default|.*\\.ya?ml");

    private final List<JsonNode> values;
    private final List<Slot> slots;

    /** {@code from[i][j]}: the values from i on can be laid over the slots from j on, slots left out where need be. */
    private final boolean[][] from;

    private OlderWidgets(List<JsonNode> values, List<Slot> slots) {
        this.values = values;
        this.slots = slots;
        this.from = new boolean[values.size() + 1][slots.size() + 1];
    }

    /** The certain values by input name; empty where nothing is. */
    static Map<String, JsonNode> certain(List<JsonNode> values, List<Slot> slots) {
        if (slots.stream()
                .anyMatch(slot -> !slot.branches().isEmpty() || !slot.row().isEmpty())) {
            return Map.of();
        }
        Map<String, JsonNode> certain = new LinkedHashMap<>(run(values, slots));
        long inputs = slots.stream().filter(slot -> !slot.pseudo()).count();
        if (inputs - values.size() <= MOST_ADDED) {
            certain.putAll(new OlderWidgets(values, slots).agreed());
        }
        certain.putAll(common(withoutOne(values, slots)));
        return certain;
    }

    /** The ways to leave one value out that give every slot what it can hold; none where none does. */
    static Set<Map<String, JsonNode>> withoutOne(List<JsonNode> values, List<Slot> slots) {
        Set<Map<String, JsonNode>> ways = new LinkedHashSet<>();
        for (int left = 0; left < values.size() && values.size() <= MOST_TRIED; left++) {
            List<JsonNode> rest = new ArrayList<>(values);
            rest.remove(left);
            WidgetSlots.Fit fit = WidgetSlots.fit(rest, slots);
            if (fit.exact()) {
                ways.add(fit.values());
            }
        }
        return ways;
    }

    private static Map<String, JsonNode> common(Set<Map<String, JsonNode>> ways) {
        Map<String, JsonNode> common = new LinkedHashMap<>();
        ways.stream().limit(1).forEach(common::putAll);
        common.entrySet()
                .removeIf(field ->
                        ways.stream().anyMatch(way -> !field.getValue().equals(way.get(field.getKey()))));
        return common;
    }

    private Map<String, JsonNode> agreed() {
        for (int j = 0; j <= slots.size(); j++) {
            from[values.size()][j] = true;
        }
        for (int i = values.size() - 1; i >= 0; i--) {
            for (int j = slots.size() - 1; j >= 0; j--) {
                from[i][j] = (fits(i, j) && from[i + taken(i, j)][after(j)]) || from[i][after(j)];
            }
        }
        boolean[][] reached = new boolean[values.size() + 1][slots.size() + 1];
        reached[0][0] = true;
        Map<String, JsonNode> certain = new LinkedHashMap<>();
        int anchors = 0;
        for (int i = 0; i < values.size(); i++) {
            List<Integer> places = new ArrayList<>();
            for (int j = 0; j < slots.size(); j++) {
                if (!reached[i][j]) {
                    continue;
                }
                reached[i][after(j)] = true;
                if (fits(i, j) && from[i + taken(i, j)][after(j)]) {
                    places.add(j);
                    reached[i + taken(i, j)][after(j)] = true;
                }
            }
            if (places.size() == 1) {
                int place = places.get(0);
                anchors += isAnchor(i, place) ? 1 : 0;
                if (!slots.get(place).pseudo()) {
                    certain.put(slots.get(place).name(), values.get(i));
                }
            }
        }
        return anchors >= FEWEST_ANCHORS ? certain : Map.of();
    }

    /** The slot behind one, the word that goes with a seed counted to the seed. */
    private int after(int slot) {
        return slot + 1 < slots.size() && slots.get(slot + 1).isControl() ? slot + 2 : slot + 1;
    }

    private int taken(int value, int slot) {
        return hasControl(value, slot) ? 2 : 1;
    }

    private boolean hasControl(int value, int slot) {
        return after(slot) == slot + 2 && value + 1 < values.size() && WidgetSlots.isControlWord(values.get(value + 1));
    }

    private boolean fits(int value, int place) {
        Slot slot = slots.get(place);
        JsonNode json = values.get(value);
        return slot.pseudo() ? json.isTextual() : isSurely(slot, json);
    }

    /** Narrower than what a place could hold: numbers are no texts here, words no numbers, and file names end as files do. */
    private static boolean isSurely(Slot slot, JsonNode value) {
        boolean ofItsKind = switch (slot.type()) {
            case "INT", "FLOAT", "FLOAT,INT" -> value.isNumber();
            case "STRING" -> value.isTextual();
            case "COMBO" -> !WidgetSlots.isControlWord(value) && (value.isTextual() || mayHoldNumbers(slot));
            default -> !WidgetSlots.isControlWord(value);
        };
        return ofItsKind && !value.isNull() && WidgetSlots.suits(slot, value) && isListed(slot, value);
    }

    private static boolean mayHoldNumbers(Slot slot) {
        return slot.options().isEmpty()
                && slot.fallback().filter(JsonNode::isTextual).isEmpty();
    }

    private static boolean isListed(Slot slot, JsonNode value) {
        return switch (slot.options()) {
            case "", "sampler", "scheduler" -> true;
            case "configs" -> CONFIG.matcher(value.asText()).matches();
            default -> WidgetSlots.isWeights(value);
        };
    }

    private boolean isAnchor(int value, int place) {
        Slot slot = slots.get(place);
        boolean file = !slot.options().isEmpty() && WidgetSlots.isWeights(values.get(value));
        return file || hasControl(value, place) || UnknownWidgets.isOwn(slot.options(), values.get(value));
    }

    /** Steps, CFG, sampler, scheduler and denoise between the word behind the seed and what follows the scheduler. */
    private static Map<String, JsonNode> run(List<JsonNode> values, List<Slot> slots) {
        Optional<Integer> slot = only(slots.size(), i -> isPair(slots, i));
        Optional<Integer> value = only(
                values.size(),
                i -> i + 1 < values.size() && isOwn("sampler", values, i) && isOwn("scheduler", values, i + 1));
        if (slot.isEmpty() || value.isEmpty()) {
            return Map.of();
        }
        Map<String, JsonNode> run = new LinkedHashMap<>();
        int j = slot.get();
        int i = value.get();
        for (; j >= 0 && i >= 0 && !slots.get(j).isControl(); i--, j--) {
            if (!isSurely(slots.get(j), values.get(i))) {
                return Map.of();
            }
            run.put(slots.get(j).name(), values.get(i));
        }
        if (j < 0 || i < 0 || !WidgetSlots.isControlWord(values.get(i))) {
            return Map.of();
        }
        int next = slot.get() + 1;
        run.put(slots.get(next).name(), values.get(value.get() + 1));
        int last = value.get() + 2;
        if (next + 1 < slots.size()
                && slots.get(next + 1).name().equals("denoise")
                && last < values.size()
                && isShare(values.get(last))) {
            run.put("denoise", values.get(last));
        }
        return run;
    }

    private static boolean isPair(List<Slot> slots, int i) {
        return slots.get(i).options().equals("sampler")
                && i + 1 < slots.size()
                && slots.get(i + 1).options().equals("scheduler");
    }

    private static boolean isOwn(String list, List<JsonNode> values, int i) {
        return UnknownWidgets.isOwn(list, values.get(i));
    }

    private static boolean isShare(JsonNode value) {
        return value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= 1;
    }

    private static Optional<Integer> only(int size, IntPredicate test) {
        int[] found = IntStream.range(0, size).filter(test).toArray();
        return found.length == 1 ? Optional.of(found[0]) : Optional.empty();
    }
}
