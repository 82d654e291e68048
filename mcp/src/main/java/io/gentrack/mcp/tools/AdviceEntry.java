package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.advice.Advice;
import io.gentrack.core.advice.Group;
import io.gentrack.core.advice.Preset;
import io.gentrack.core.advice.Range;
import io.gentrack.core.advice.Spread;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Rating;
import io.gentrack.core.store.Suggestion;
import io.gentrack.mcp.protocol.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One piece of advice as the tools give it: values that can be put into nodes as they are. What does not apply is left out. */
final class AdviceEntry {
    private AdviceEntry() {}

    /**
     * Of any source.
     *
     * @param matching tell how many of the uses were of the use case asked for
     */
    static ObjectNode of(Advice advice, boolean matching) {
        if (advice instanceof Advice.History history) {
            return history(history.group(), matching);
        }
        if (advice instanceof Advice.Official official) {
            return preset(official.preset());
        }
        return community((Advice.Community) advice);
    }

    private static ObjectNode history(Group group, boolean matching) {
        Suggestion head = group.head();
        ObjectNode json = Json.object();
        json.put("source", "history");
        json.put("settings_hash", head.settingsHash());
        json.put("uses", head.uses());
        if (matching) {
            json.put("matching_uses", head.matchingUses());
        }
        if (group.members().size() > 1) {
            json.put("alike", group.members().size() - 1);
            json.put("group_uses", group.uses());
            List<Spread> spreads = group.spreads();
            if (!spreads.isEmpty()) {
                ObjectNode ranges = json.putObject("ranges");
                spreads.forEach(spread -> range(ranges, spread.field(), spread.range()));
            }
        }
        json.put("last_used", group.lastUsed().toString());
        if (head.rating() != Rating.NONE) {
            json.put("rating", head.rating().name().toLowerCase(Locale.ROOT));
        }
        models(json, head.settings());
        json.set("node_inputs", NodeInputs.of(head.settings(), head.mostUsedSize()));
        return json;
    }

    private static ObjectNode preset(Preset preset) {
        ObjectNode json = Json.object();
        json.put("source", "preset");
        json.put("preset", preset.name());
        json.put("uses", 0);
        json.put("model_family", preset.family());
        if (!preset.lora().isEmpty()) {
            json.put("needs_lora", String.join(" ", preset.lora()));
        }
        json.set("node_inputs", NodeInputs.of(preset));
        choices(json, "samplers", preset.samplers());
        choices(json, "schedulers", preset.schedulers());
        ObjectNode ranges = Json.object();
        open(ranges, "steps", preset.steps());
        open(ranges, "cfg", preset.cfg());
        open(ranges, "shift", preset.shift());
        open(ranges, "guidance", preset.guidance());
        open(ranges, "denoise", preset.denoise());
        if (!ranges.isEmpty()) {
            json.set("ranges", ranges);
        }
        if (!preset.note().isEmpty()) {
            json.put("note", preset.note());
        }
        return json;
    }

    static ObjectNode community(Advice.Community shared) {
        ObjectNode json = Json.object();
        json.put("source", "community");
        json.put("uses", shared.uses());
        json.put("contributors", shared.contributors());
        models(json, shared.settings());
        json.set("node_inputs", NodeInputs.of(shared.settings(), shared.size()));
        return json;
    }

    private static void models(ObjectNode json, Settings settings) {
        json.put("model_family", settings.modelFamily());
        json.put("model", settings.model().name());
        json.put("model_hash", settings.model().hash());
        settings.model2().ifPresent(second -> json.put("model2", second.name()));
    }

    /** The first is in the node inputs; the others do as well. */
    private static void choices(ObjectNode json, String field, List<String> names) {
        if (names.size() > 1) {
            names.forEach(json.putArray(field)::add);
        }
    }

    /** A source that gives a range leaves the number to the user. */
    private static void open(ObjectNode ranges, String field, Optional<Range> range) {
        range.filter(r -> !r.exact()).ifPresent(r -> range(ranges, field, r));
    }

    private static void range(ObjectNode ranges, String field, Range range) {
        ranges.putArray(field).add(Json.number(range.low())).add(Json.number(range.high()));
    }
}
