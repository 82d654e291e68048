package io.gentrack.core.extract;

import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says which settings a graph leaves to the program that sends it off ({@code "lora_name": "{{LORA}}"}). */
final class TemplateInputs {
    private static final int MOST_NAMED = 6;

    /** Parts of input names that hold settings; prompts and file prefixes are templates in many graphs and no concern of ours. */
    private static final List<String> SETTINGS = List.of(
            "sampler",
            "scheduler",
            "steps",
            "cfg",
            "denoise",
            "guidance",
            "shift",
            "lora",
            "strength",
            "weight",
            "model",
            "ckpt",
            "unet",
            "width",
            "height",
            "size");

    private TemplateInputs() {}

    static Optional<Note> of(Graph graph) {
        List<String> places = new ArrayList<>();
        String first = "";
        int more = 0;
        for (Node node : graph.nodes().values()) {
            for (Map.Entry<String, Input> input : node.inputs().entrySet()) {
                if (input.getValue() instanceof Literal literal
                        && literal.value().isTextual()
                        && Values.isTemplate(literal.value().textValue())
                        && isSetting(input.getKey())) {
                    first = first.isEmpty() ? node.id() : first;
                    if (places.size() < MOST_NAMED) {
                        places.add(input.getKey() + " of node " + node.id() + " is "
                                + literal.value().textValue());
                    } else {
                        more++;
                    }
                }
            }
        }
        if (places.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Note(
                "template",
                first,
                "left for a program to fill in: " + String.join(", ", places)
                        + (more > 0 ? " and " + more + " more" : "")));
    }

    private static boolean isSetting(String input) {
        String name = input.toLowerCase(Locale.ROOT);
        return SETTINGS.stream().anyMatch(name::contains);
    }
}
