package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gentrack.core.graph.NodeDefinition.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signatures from a running server: the answer of ComfyUI's {@code GET /object_info}, {@code {"KSampler": {"input": {"required": {…},
 * "optional": {…}}, "input_order": {…}, "output": ["LATENT"], "python_module": …}}}. The places of {@code widgets_values} follow from it
 * by the rules of the front-end.
 */
public final class ObjectInfoDefinitions implements NodeDefinitions {
    /** Input types that are widgets although no lists; the rest of the types are sockets. */
    private static final Set<String> WIDGETS = Set.of(
            "INT",
            "FLOAT",
            "STRING",
            "BOOLEAN",
            "COMBO",
            "COLOR",
            "MARKDOWN",
            "CURVE",
            "IMAGEUPLOAD",
            "BOUNDING_BOX",
            "IMAGECOMPARE",
            "LOAD_3D",
            "AUDIO_RECORD",
            "WEBCAM",
            "COMFY_DYNAMICCOMBO_V3",
            "COMFY_DYNAMICGROUP_V3");

    private static final List<String> UPLOADS =
            List.of("image_upload", "video_upload", "audio_upload", "animated_image_upload");

    private static final int MAX_NESTING = 8;

    private final JsonNode classes;
    private final Map<String, Optional<NodeDefinition>> read = new ConcurrentHashMap<>();

    private ObjectInfoDefinitions(JsonNode classes) {
        this.classes = classes;
    }

    /**
     * Takes the whole answer, or that for one class.
     *
     * @return empty when the text is not such an answer
     */
    public static Optional<NodeDefinitions> parse(String json) {
        if (JsonText.parse(json) instanceof JsonText.Parsed.Value value
                && value.json().isObject()) {
            for (JsonNode entry : value.json()) {
                if (entry.path("input").isObject()) {
                    return Optional.of(new ObjectInfoDefinitions(value.json()));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<NodeDefinition> find(String classType) {
        JsonNode entry = classes.path(classType);
        if (!entry.path("input").isObject()) {
            return Optional.empty();
        }
        return read.computeIfAbsent(classType, name -> Optional.of(definition(name, entry)));
    }

    private static NodeDefinition definition(String name, JsonNode entry) {
        List<Slot> slots = new ArrayList<>();
        Map<String, String> links = new LinkedHashMap<>();
        for (String part : List.of("required", "optional")) {
            boolean upload = false;
            for (Map.Entry<String, JsonNode> input : ordered(entry, part)) {
                upload |= input(input.getKey(), input.getValue(), slots, links, MAX_NESTING);
            }
            if (upload && part.equals("required")) {
                slots.add(Slot.pseudo("upload"));
            }
        }
        List<String> outputs = new ArrayList<>();
        for (JsonNode output : entry.path("output")) {
            outputs.add(output.isTextual() ? output.textValue() : "COMBO");
        }
        return new NodeDefinition(name, entry.path("python_module").asText(""), slots, links, outputs, List.of());
    }

    private static List<Map.Entry<String, JsonNode>> ordered(JsonNode entry, String part) {
        JsonNode inputs = entry.path("input").path(part);
        Map<String, JsonNode> ordered = new LinkedHashMap<>();
        for (JsonNode name : entry.path("input_order").path(part)) {
            if (inputs.has(name.asText())) {
                ordered.put(name.asText(), inputs.get(name.asText()));
            }
        }
        inputs.properties().forEach(input -> ordered.putIfAbsent(input.getKey(), input.getValue()));
        return List.copyOf(ordered.entrySet());
    }

    /** Adds one input; true when it is a file list with an upload button. */
    private static boolean input(String name, JsonNode spec, List<Slot> slots, Map<String, String> links, int levels) {
        JsonNode type = spec.isArray() ? spec.path(0) : spec;
        JsonNode options = spec.path(1);
        String typeName = type.isArray() ? "COMBO" : options.path("widgetType").asText(type.asText(""));
        if (!WIDGETS.contains(typeName) || options.path("forceInput").asBoolean(false)) {
            links.put(name, type.asText(""));
            return false;
        }
        slots.add(new Slot(
                name,
                typeName,
                false,
                Optional.ofNullable(options.get("default")),
                listOf(type.isArray() ? type : options.path("options")),
                typeName.equals("COMFY_DYNAMICCOMBO_V3") ? branches(name, options, links, levels) : Map.of(),
                typeName.equals("COMFY_DYNAMICGROUP_V3") ? row(options, links, levels) : List.of()));
        control(name, typeName, options, slots);
        return UPLOADS.stream().anyMatch(key -> options.path(key).asBoolean(false));
    }

    private static void control(String name, String type, JsonNode options, List<Slot> slots) {
        JsonNode flag = options.path(NodeDefinition.CONTROL);
        boolean seed = name.equals("seed") || name.equals("noise_seed");
        boolean stated = flag.isTextual() || flag.asBoolean(false);
        if (stated || (type.equals("INT") && seed && flag.isMissingNode())) {
            slots.add(Slot.pseudo(NodeDefinition.CONTROL));
            if (type.equals("COMBO")) {
                slots.add(Slot.pseudo("control_filter_list"));
            }
        }
    }

    private static Map<String, List<Slot>> branches(
            String name, JsonNode options, Map<String, String> links, int levels) {
        Map<String, List<Slot>> branches = new LinkedHashMap<>();
        for (JsonNode option : options.path("options")) {
            branches.put(option.path("key").asText(""), fields(name + ".", option.path("inputs"), links, levels));
        }
        return branches;
    }

    private static List<Slot> row(JsonNode options, Map<String, String> links, int levels) {
        return fields("", options.path("template"), links, levels);
    }

    private static List<Slot> fields(String prefix, JsonNode inputs, Map<String, String> links, int levels) {
        List<Slot> slots = new ArrayList<>();
        if (levels > 0) {
            for (String part : List.of("required", "optional")) {
                inputs.path(part)
                        .properties()
                        .forEach(field -> input(prefix + field.getKey(), field.getValue(), slots, links, levels - 1));
            }
        }
        return slots;
    }

    /** The core's own lists are known by members that no other list has. */
    private static String listOf(JsonNode options) {
        boolean euler = false;
        boolean karras = false;
        boolean normal = false;
        for (JsonNode option : options) {
            euler |= option.equals(TEXT_EULER);
            karras |= option.equals(TEXT_KARRAS);
            normal |= option.equals(TEXT_NORMAL);
        }
        if (karras && normal) {
            return "scheduler";
        }
        return euler ? "sampler" : "";
    }

    private static final JsonNode TEXT_EULER = JsonNodeFactory.instance.textNode("euler");
    private static final JsonNode TEXT_KARRAS = JsonNodeFactory.instance.textNode("karras");
    private static final JsonNode TEXT_NORMAL = JsonNodeFactory.instance.textNode("normal");
}
