package io.gentrack.core.extract;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.graph.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Says for a chain's primary pass that lacks a value which of its inputs should have brought it, and from where. */
final class MissingValues {
    private static final int LONGEST_LITERAL = 60;

    /** The inputs that carry a field in the nodes of most packs, the likeliest first. */
    private static final Map<String, List<String>> INPUTS = Map.of(
            "sampler", List.of("sampler_name", "sampler", "pipe", "sampler_info", "basic_pipe"),
            "scheduler", List.of("scheduler", "sigmas", "pipe", "sampler_info"),
            "steps", List.of("steps", "sigmas", "pipe", "sampler_info"),
            "model", List.of("model", "guider", "pipe", "basic_pipe", "model_info"),
            "cfg", List.of("cfg", "guider"),
            "denoise", List.of("denoise", "sigmas"),
            "shift", List.of("shift"));

    private MissingValues() {}

    static Optional<Note> of(RawPass pass, Graph graph) {
        Set<String> missing = new TreeSet<>(pass.unread());
        if (pass.sampler().isEmpty()) {
            missing.add("sampler");
        }
        if (pass.scheduler().isEmpty()) {
            missing.add("scheduler");
        }
        if (pass.steps().isEmpty()) {
            missing.add("steps");
        }
        if (pass.models().isEmpty()) {
            missing.add("model");
        }
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        for (String field : missing) {
            reasons.add(reason(field, pass.node(), graph));
        }
        return Optional.of(new Note(
                "missing-value", pass.node().id(), pass.node().classType() + ": " + String.join("; ", reasons)));
    }

    private static String reason(String field, Node node, Graph graph) {
        for (String name : INPUTS.getOrDefault(field, List.of(field))) {
            Optional<Input> input = Optional.ofNullable(node.inputs().get(name));
            if (input.isEmpty()) {
                continue;
            }
            if (input.get() instanceof Link link) {
                Optional<Node> origin = Optional.ofNullable(graph.nodes().get(link.node()));
                return "no " + field + " is known, its input " + name + " comes from node " + link.node()
                        + origin.map(o -> " (" + o.classType() + ")").orElse(", which is not in the graph");
            }
            if (input.get() instanceof Literal literal && field.equals(name)) {
                return "no " + field + " is known, its input is written as " + shown(literal.value());
            }
        }
        return "nothing in the graph says its " + field;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= LONGEST_LITERAL ? text : text.substring(0, LONGEST_LITERAL) + "…";
    }
}
