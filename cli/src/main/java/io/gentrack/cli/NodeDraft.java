package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Node;
import io.gentrack.core.graph.NodeDefinition;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was seen of one node type that nobody described, and a description to begin with. */
final class NodeDraft {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_OUTPUTS = 32;

    /** Fields of a pass with the input names that usually carry them. */
    private static final Map<String, List<String>> PASS = pass();

    private final String classType;
    private final Path example;
    private final Map<String, Boolean> inputs = new LinkedHashMap<>();
    private int files;
    private int nodes;
    private int outputs;

    NodeDraft(String classType, Path example) {
        this.classType = classType;
        this.example = example;
    }

    private static Map<String, List<String>> pass() {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("model", List.of("model"));
        fields.put("sampler", List.of("sampler_name", "sampler"));
        fields.put("scheduler", List.of("scheduler", "scheduler_name"));
        fields.put("steps", List.of("steps"));
        fields.put("start", List.of("start_at_step", "start_step"));
        fields.put("end", List.of("end_at_step", "end_step"));
        fields.put("cfg", List.of("cfg"));
        fields.put("guidance", List.of("guidance"));
        fields.put("denoise", List.of("denoise"));
        fields.put("shift", List.of("shift"));
        fields.put("sigmas", List.of("sigmas"));
        fields.put("guider", List.of("guider"));
        fields.put("latent", List.of("latent_image", "latent", "samples"));
        return fields;
    }

    void add(Node node, Graph graph, boolean newFile) {
        nodes++;
        files += newFile ? 1 : 0;
        node.inputs().forEach((name, input) -> inputs.merge(name, input instanceof Link, Boolean::logicalOr));
        for (Node other : graph.nodes().values()) {
            for (Input input : other.inputs().values()) {
                if (input instanceof Link link && link.node().equals(node.id())) {
                    outputs = Math.max(outputs, Math.min(link.slot() + 1, MOST_OUTPUTS));
                }
            }
        }
    }

    String classType() {
        return classType;
    }

    Path example() {
        return example;
    }

    int files() {
        return files;
    }

    int nodes() {
        return nodes;
    }

    /** A description that compiles; what it says has to be checked by somebody who knows the node. */
    ObjectNode describe(Extractors extractors) {
        Optional<NodeDefinition> definition = extractors.definition(classType);
        ObjectNode json = NODES.objectNode();
        json.putArray("types").add(classType);
        json.put("note", "inputs seen: " + String.join(", ", inputs.keySet()));
        if (samples()) {
            ObjectNode pass = json.putObject("pass");
            PASS.forEach((field, names) ->
                    names.stream().filter(inputs::containsKey).findFirst().ifPresent(name -> pass.put(field, name)));
            if (inputs.containsKey("positive")) {
                pass.putArray("conditioning").add("positive");
            }
        }
        ArrayNode list = json.putArray("outputs");
        List<String> types = definition.map(NodeDefinition::outputs).orElse(List.of());
        for (int slot = 0; slot < Math.max(outputs, types.size()); slot++) {
            output(list, slot < types.size() ? types.get(slot) : "*");
        }
        return json;
    }

    private boolean samples() {
        Set<String> names = inputs.keySet();
        return names.contains("steps") && (names.contains("sampler_name") || names.contains("cfg"));
    }

    private void output(ArrayNode list, String type) {
        Optional<String> file = first("ckpt_name", "unet_name", "model_name", "gguf_name");
        boolean model = type.equals("MODEL") || type.equals("*");
        if (model && inputs.containsKey("model") && inputs.containsKey("lora_name")) {
            ObjectNode lora =
                    list.addObject().put("model", "model").putObject("lora").put("name", "lora_name");
            first("strength_model", "strength").ifPresent(name -> lora.put("strength_model", name));
            first("strength_clip").ifPresent(name -> lora.put("strength_clip", name));
        } else if (model && list.isEmpty() && file.isPresent() && !inputs.containsKey("model")) {
            boolean checkpoint = file.get().equals("ckpt_name");
            list.addObject().put("load", file.get()).put("kind", checkpoint ? "checkpoints" : "diffusion_models");
        } else if (type.equals("LATENT") && inputs.containsKey("width") && inputs.containsKey("height")) {
            list.addObject()
                    .putNull("latent")
                    .put("width", "width")
                    .put("height", "height")
                    .put("start", "empty");
        } else if (samples()) {
            first("latent_image", "latent", "samples")
                    .ifPresentOrElse(name -> list.addObject().put("latent", name), list::addNull);
        } else {
            first(carriers(type)).ifPresentOrElse(list::add, list::addNull);
        }
    }

    /** Inputs that an output of this type may simply hand on. */
    private static String[] carriers(String type) {
        return switch (type) {
            case "MODEL" -> new String[] {"model"};
            case "CLIP" -> new String[] {"clip"};
            case "VAE" -> new String[] {"vae"};
            case "LATENT" -> new String[] {"samples", "latent", "latent_image"};
            case "IMAGE" -> new String[] {"images", "image", "pixels"};
            case "CONDITIONING" -> new String[] {"conditioning", "positive"};
            default -> new String[0];
        };
    }

    private Optional<String> first(String... names) {
        for (String name : names) {
            if (inputs.containsKey(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
