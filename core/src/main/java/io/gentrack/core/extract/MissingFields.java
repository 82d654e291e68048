package io.gentrack.core.extract;

import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.graph.Note;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of a pass without sampler, scheduler, steps, CFG or model which input or link is in the way. */
final class MissingFields {
    private static final int LONGEST_QUOTE = 60;

    /** Where a field of a pass comes from, in the words of ComfyUI's own samplers and of most packs. */
    private static final Map<String, List<String>> INPUTS = inputs();

    private MissingFields() {}

    private static Map<String, List<String>> inputs() {
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        inputs.put("sampler", List.of("sampler_name", "sampler", "scheduler"));
        inputs.put("scheduler", List.of("scheduler", "sigmas"));
        inputs.put("steps", List.of("steps", "sigmas"));
        inputs.put("cfg", List.of("cfg", "guider"));
        inputs.put("denoise", List.of("denoise"));
        inputs.put("model", List.of("model", "guider", "pipe", "basic_pipe"));
        return inputs;
    }

    static List<Note> of(Graph graph, RawPass pass) {
        List<Note> notes = new ArrayList<>();
        if (pass.sampler().isEmpty()) {
            notes.add(note(graph, pass, "sampler"));
        }
        if (pass.scheduler().isEmpty()) {
            notes.add(note(graph, pass, "scheduler"));
        }
        if (pass.steps().isEmpty()) {
            notes.add(note(graph, pass, "steps"));
        }
        for (String field : List.of("cfg", "denoise")) {
            if (pass.unread().contains(field) || isNull(pass.node().inputs().get(field))) {
                notes.add(note(graph, pass, field));
            }
        }
        if (pass.models().isEmpty()) {
            notes.add(note(graph, pass, "model"));
        }
        return notes;
    }

    private static boolean isNull(@Nullable Input input) {
        return input instanceof Literal literal && literal.value().isNull();
    }

    private static Note note(Graph graph, RawPass pass, String field) {
        Node node = pass.node();
        String why = "no input of this " + node.classType() + " says it";
        for (String name : INPUTS.getOrDefault(field, List.of())) {
            Optional<Input> input = Optional.ofNullable(node.inputs().get(name));
            if (input.isPresent()) {
                why = "input " + name + describe(graph, input.get());
                break;
            }
        }
        return new Note("missing-" + field, node.id(), "the graph does not say " + field + ": " + why);
    }

    private static String describe(Graph graph, Input input) {
        if (input instanceof Literal literal) {
            String text = literal.value().toString();
            return " is " + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text);
        }
        Link link = (Link) input;
        return Optional.ofNullable(graph.nodes().get(link.node()))
                .map(origin -> " comes from node " + origin.id() + ", a " + origin.classType())
                .orElse(" comes from node " + link.node() + ", which is not in the graph");
    }
}
