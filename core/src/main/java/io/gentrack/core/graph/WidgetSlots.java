package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.NodeDefinition.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lays an array of widget values over a list of slots: one value for each, with the extra places that the front-end inserts (the word behind
 * a seed, the upload button, the fields of a chosen option, the rows of a group).
 */
final class WidgetSlots {
    private static final Set<String> CONTROL_WORDS =
            Set.of("fixed", "increment", "decrement", "randomize", "increment-wrap");

    /** What stood where a check box is now, {@code bbox} and {@code crop_region} in Impact's detailers among them. */
    private static final Set<String> SWITCH_WORDS = Set.of(
            "true",
            "false",
            "enable",
            "disable",
            "enabled",
            "disabled",
            "on",
            "off",
            "yes",
            "no",
            "bbox",
            "crop_region");

    private static final Pattern WEIGHTS = Pattern.compile(
            "(?i)[\\[.]?none]?|baked vae|taesd|taesdxl|taesd3|taef1|.*\\.(?:safetensors|sft|ckpt|pt|pth|bin|gguf)");

    private static final Set<String> UPLOAD_WORDS = Set.of("image", "video", "audio", "file", "upload", "");

    private static final int MAX_ROWS = 1000;

    private final List<JsonNode> values;
    private final Map<String, JsonNode> named = new LinkedHashMap<>();
    private final boolean longer;
    private int next;
    private boolean misfit;
    private boolean doubtful;
    private int anchors;
    private Map<String, JsonNode> toLastFile = Map.of();
    private Map<String, JsonNode> sure = Map.of();

    private WidgetSlots(List<JsonNode> values, List<Slot> slots) {
        this.values = values;
        this.longer = values.size() > slots.size();
    }

    /**
     * The values by input name.
     *
     * @param unread how many values were left over
     * @param unfilled how many inputs got none, as in files that are older than the definition
     * @param misfit true when a value has not the JSON type of its slot: then the list is not the right one
     * @param sure what stands before the first misfit, where the names of one of ComfyUI's samplers and schedulers are in their
     *     places among it: places that had moved would not hold them; else what stands up to the last file name before it
     */
    record Fit(Map<String, JsonNode> values, int unread, int unfilled, boolean misfit, Map<String, JsonNode> sure) {
        boolean exact() {
            return !misfit && unread == 0 && unfilled == 0;
        }
    }

    static Fit fit(List<JsonNode> values, List<Slot> slots) {
        WidgetSlots fitting = new WidgetSlots(values, slots);
        int unfilled = fitting.lay(slots, 0);
        return new Fit(
                fitting.named,
                values.size() - fitting.next,
                unfilled,
                fitting.misfit || fitting.doubtful,
                fitting.misfit ? fitting.sure : fitting.anchored());
    }

    /** Recursion goes with the nesting of options in a definition, not with the input. */
    private int lay(List<Slot> slots, int unfilled) {
        int missing = unfilled;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.pseudo()) {
                pseudo(slot);
                continue;
            }
            if (next >= values.size()) {
                missing++;
                continue;
            }
            JsonNode value = values.get(next++);
            if (!misfit && !suits(slot, value)) {
                sure = anchored();
                misfit = true;
            }
            doubt(slot, value);
            anchors += UnknownWidgets.isOwn(slot.options(), value) ? 1 : 0;
            if (!misfit && isFile(slot, value)) {
                named.put(slot.name(), value);
                toLastFile = new LinkedHashMap<>(named);
            }
            if (!slot.row().isEmpty()) {
                missing = rows(slot, value, missing);
                continue;
            }
            if (!value.isNull()) {
                named.put(slot.name(), value);
            }
            if (!slot.branches().isEmpty()) {
                missing = branch(slot, value, missing);
            } else if (isUndeclaredControl(slot, i + 1 < slots.size() ? slots.get(i + 1) : slot)) {
                next++;
            }
        }
        return missing;
    }

    private Map<String, JsonNode> anchored() {
        return anchors >= 2 ? new LinkedHashMap<>(named) : toLastFile;
    }

    /** The name of a weights file, or the word for none, in a place for file names. */
    private static boolean isFile(Slot slot, JsonNode value) {
        boolean files = !slot.options().isEmpty()
                && !slot.options().equals("configs")
                && !slot.options().equals("sampler")
                && !slot.options().equals("scheduler");
        return files && isWeights(value);
    }

    /** True for the name of a weights file, or a word that such lists offer in its stead. */
    static boolean isWeights(JsonNode value) {
        return WEIGHTS.matcher(value.asText("")).matches();
    }

    private int branch(Slot slot, JsonNode chosen, int missing) {
        List<Slot> fields = slot.branches().get(chosen.asText(""));
        if (fields == null) {
            misfit = true;
            return missing;
        }
        return lay(fields, missing);
    }

    private int rows(Slot slot, JsonNode count, int missing) {
        int still = missing;
        int rows = Math.min(Math.max(count.asInt(0), 0), MAX_ROWS);
        for (int row = 0; row < rows && next < values.size(); row++) {
            String prefix = slot.name() + "." + row + ".";
            List<Slot> fields = slot.row().stream()
                    .map(field -> new Slot(
                            prefix + field.name(), field.type(), field.pseudo(), field.fallback(), field.options()))
                    .toList();
            still = lay(fields, still);
        }
        return still;
    }

    private void pseudo(Slot slot) {
        if (next >= values.size()) {
            return;
        }
        JsonNode value = values.get(next);
        boolean here = switch (slot.name()) {
            case NodeDefinition.CONTROL ->
                CONTROL_WORDS.contains(value.asText("")) || value.isBoolean() || (value.isNull() && longer);
            case "control_filter_list" -> value.isTextual() || value.isNull();
            case "upload" -> value.isNull() || (value.isTextual() && UPLOAD_WORDS.contains(value.textValue()));
            default -> true;
        };
        if (here) {
            next++;
        }
    }

    /** Some packs put the control word behind seeds whose definition does not say so. */
    private boolean isUndeclaredControl(Slot slot, Slot following) {
        return slot.type().equals("INT")
                && slot.name().contains("seed")
                && !following.pseudo()
                && next < values.size()
                && CONTROL_WORDS.contains(values.get(next).asText(""))
                && longer;
    }

    /** True for what the front end keeps behind a seed. */
    static boolean isControlWord(JsonNode value) {
        return CONTROL_WORDS.contains(value.asText(""));
    }

    /** Whether a value can be what the slot is for; a null can be anything. */
    static boolean suits(Slot slot, JsonNode value) {
        if (value.isNull()) {
            return true;
        }
        return switch (slot.type()) {
            case "INT" -> isWhole(value);
            case "FLOAT", "FLOAT,INT" -> value.isNumber() || isNumber(value);
            case "BOOLEAN" -> isBoolean(value);
            case "STRING" -> value.isTextual();
            case "COMBO" -> slot.options().isEmpty() ? !value.isArray() : isListed(value);
            default -> true;
        };
    }

    /**
     * A list whose default is a word holds no numbers: either the place had another input before, or all places have moved. A
     * sampler's, scheduler's or file's name in its place behind it tells that they have not.
     */
    private void doubt(Slot slot, JsonNode value) {
        boolean words = slot.type().equals("COMBO")
                && slot.options().isEmpty()
                && slot.fallback().filter(f -> f.isTextual() && !isNumber(f)).isPresent();
        boolean anchor = !slot.options().isEmpty() && value.isTextual() && isListed(value);
        doubtful = (doubtful || (words && value.isNumber())) && !anchor;
    }

    /** Sampler, scheduler and file names; the pysssss loaders wrap a name as {@code {"content": …, "image": …}}. */
    private static boolean isListed(JsonNode value) {
        if (value.isObject()) {
            return value.has("content");
        }
        return value.isTextual() && !CONTROL_WORDS.contains(value.textValue());
    }

    private static boolean isWhole(JsonNode value) {
        if (value.isTextual()) {
            return isNumber(value) && value.textValue().chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        }
        return value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
    }

    private static boolean isNumber(JsonNode value) {
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > 40) {
            return false;
        }
        try {
            return !Double.isNaN(Double.parseDouble(value.textValue()));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** An unset check box was saved as an empty text by old front-ends; before there were check boxes packs listed two words. */
    private static boolean isBoolean(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue().isEmpty()
                    || SWITCH_WORDS.contains(value.textValue().toLowerCase(Locale.ROOT));
        }
        return value.isBoolean() || (value.isInt() && (value.intValue() == 0 || value.intValue() == 1));
    }
}
