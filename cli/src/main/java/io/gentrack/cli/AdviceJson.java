package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.advice.Advice;
import io.gentrack.core.advice.Group;
import io.gentrack.core.advice.Preset;
import io.gentrack.core.advice.Range;
import io.gentrack.core.advice.Spread;
import io.gentrack.core.store.Size;
import java.util.Optional;

/** Advice for programs; fields are added, never renamed. What does not apply is null. */
final class AdviceJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AdviceJson() {}

    static ObjectNode of(Advice advice) {
        if (advice instanceof Advice.History history) {
            return history(history);
        }
        if (advice instanceof Advice.Official official) {
            return preset(official.preset());
        }
        return community((Advice.Community) advice);
    }

    private static ObjectNode history(Advice.History advice) {
        Group group = advice.group();
        ObjectNode json = SuggestionJson.of(group.head());
        json.put("source", advice.source());
        json.put("times_next", advice.timesNext().orElse(null));
        json.put("alike", group.members().size() - 1);
        json.put("group_uses", group.uses());
        json.put("group_last_used", group.lastUsed().toString());
        ObjectNode spread = json.putObject("spread");
        for (Spread field : group.spreads()) {
            spread.putArray(field.field())
                    .add(field.range().low())
                    .add(field.range().high());
        }
        return json;
    }

    private static ObjectNode preset(Preset preset) {
        ObjectNode json = NODES.objectNode();
        json.put("source", "preset");
        json.put("preset", preset.name());
        json.put("model_family", preset.family());
        json.put("sampler", preset.samplers().stream().findFirst().orElse(null));
        json.put("scheduler", preset.schedulers().stream().findFirst().orElse(null));
        ObjectNode ranges = NODES.objectNode();
        number(json, ranges, "steps", preset.steps());
        number(json, ranges, "cfg", preset.cfg());
        number(json, ranges, "shift", preset.shift());
        number(json, ranges, "guidance", preset.guidance());
        number(json, ranges, "denoise", preset.denoise());
        json.set("ranges", ranges);
        Optional<Size> size = preset.sizes().stream().findFirst();
        json.put("width", size.map(Size::width).orElse(null));
        json.put("height", size.map(Size::height).orElse(null));
        texts(json, "samplers", preset.samplers());
        texts(json, "schedulers", preset.schedulers());
        texts(json, "model_words", preset.model());
        texts(json, "lora_words", preset.lora());
        texts(json, "figures_from", preset.sources());
        json.put("note", preset.note().isEmpty() ? null : preset.note());
        json.put("own", preset.own());
        json.put("uses", 0);
        return json;
    }

    /** Where a source gives a range, the number is null and the range stands in {@code ranges}. */
    private static void number(ObjectNode json, ObjectNode ranges, String field, Optional<Range> range) {
        json.put(field, range.filter(Range::exact).map(Range::low).orElse(null));
        range.filter(r -> !r.exact())
                .ifPresent(r -> ranges.putArray(field).add(r.low()).add(r.high()));
    }

    private static void texts(ObjectNode json, String field, Iterable<String> texts) {
        texts.forEach(json.putArray(field)::add);
    }

    private static ObjectNode community(Advice.Community advice) {
        ObjectNode json = SuggestionJson.settings(advice.settings());
        json.put("source", advice.source());
        json.put("width", advice.size().map(Size::width).orElse(null));
        json.put("height", advice.size().map(Size::height).orElse(null));
        json.put("uses", advice.uses());
        json.put("contributors", advice.contributors());
        return json;
    }
}
