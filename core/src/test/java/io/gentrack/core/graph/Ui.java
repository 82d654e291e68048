package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.graph.NodeDefinition.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes front-end workflows for tests, and knows the few node classes that the tests use. */
final class Ui {
    static final NodeDefinitions DEFINITIONS = classType -> Optional.ofNullable(Map.of(
                    "KSampler",
                    definition(
                            "KSampler",
                            List.of(
                                    Slot.of("seed", "INT"),
                                    Slot.pseudo("control_after_generate"),
                                    Slot.of("steps", "INT"),
                                    Slot.of("cfg", "FLOAT"),
                                    new Slot("sampler_name", "COMBO", false, Optional.empty(), "sampler"),
                                    new Slot("scheduler", "COMBO", false, Optional.empty(), "scheduler"),
                                    Slot.of("denoise", "FLOAT"))),
                    "Checkpoint",
                    definition("Checkpoint", List.of(Slot.of("ckpt_name", "COMBO"))),
                    "Lora",
                    definition("Lora", List.of(Slot.of("lora_name", "COMBO"), Slot.of("strength", "FLOAT"))),
                    "LoadImage",
                    definition("LoadImage", List.of(Slot.of("image", "COMBO"), Slot.pseudo("upload"))),
                    "Save",
                    definition("Save", List.of(Slot.of("filename_prefix", "STRING"))),
                    "Size",
                    definition("Size", List.of(Slot.of("width", "INT"), Slot.of("height", "INT"))))
            .get(classType));

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final ArrayNode nodes = json.putArray("nodes");
    private final ArrayNode links = json.putArray("links");
    private int lastLink;

    private static NodeDefinition definition(String name, List<Slot> slots) {
        return new NodeDefinition(name, "test", slots, Map.of(), List.of(), List.of());
    }

    /** A node of the workflow under construction. */
    final class N {
        final ObjectNode node;
        final String id;

        private N(String id, String type) {
            this.id = id;
            node = nodes.addObject().put("id", id).put("type", type).put("mode", 0);
            node.putArray("inputs");
            node.putArray("outputs");
        }

        N in(String name, String type) {
            node.withArray("inputs")
                    .addObject()
                    .put("name", name)
                    .put("type", type)
                    .putNull("link");
            return this;
        }

        N widget(String name, String type) {
            in(name, type);
            ((ObjectNode) node.get("inputs").get(node.get("inputs").size() - 1))
                    .putObject("widget")
                    .put("name", name);
            return this;
        }

        N out(String... types) {
            for (String type : types) {
                node.withArray("outputs").addObject().put("name", type).put("type", type);
            }
            return this;
        }

        /** @param values JSON, for example {@code [1, "fixed"]} */
        N values(String values) {
            node.set("widgets_values", parse(values));
            return this;
        }

        N mode(int mode) {
            node.put("mode", mode);
            return this;
        }

        N property(String name, String value) {
            node.withObject("properties").set(name, parse(value));
            return this;
        }
    }

    N node(int id, String type) {
        return new N(Integer.toString(id), type);
    }

    /** Draws a link from an output slot to an input slot. */
    Ui link(N from, int output, N to, int input) {
        int id = ++lastLink;
        links.addArray().add(id).add(from.id).add(output).add(to.id).add(input).add("*");
        ((ObjectNode) to.node.get("inputs").get(input)).put("link", id);
        return this;
    }

    /** A link from the input box of this subgraph. */
    Ui linkIn(int port, N to, int input) {
        int id = ++lastLink;
        links.addObject()
                .put("id", id)
                .put("origin_id", -10)
                .put("origin_slot", port)
                .put("target_id", to.id)
                .put("target_slot", input);
        ((ObjectNode) to.node.get("inputs").get(input)).put("link", id);
        ((ObjectNode) json.get("inputs").get(port)).withArray("linkIds").add(id);
        return this;
    }

    /** A link to the output box of this subgraph. */
    Ui linkOut(N from, int output, int port) {
        links.addObject()
                .put("id", ++lastLink)
                .put("origin_id", from.id)
                .put("origin_slot", output)
                .put("target_id", -20)
                .put("target_slot", port);
        return this;
    }

    Ui port(String side, String name, String type) {
        json.withArray(side).addObject().put("name", name).put("type", type);
        return this;
    }

    Ui define(String id, Ui subgraph) {
        json.withObject("definitions")
                .withArray("subgraphs")
                .add(subgraph.json.deepCopy().put("id", id));
        return this;
    }

    Ui extra(String name, String value) {
        json.withObject("extra").set(name, parse(value));
        return this;
    }

    ObjectNode json() {
        return json;
    }

    Graph graph() {
        return graph(json.toString());
    }

    static Graph graph(String json) {
        return ((GraphReading.Graphs) new GraphReader(DEFINITIONS).read(json))
                .graphs()
                .get(0);
    }

    List<String> codes() {
        return new ArrayList<>(graph().notes().stream().map(Note::code).toList());
    }

    static JsonNode parse(String json) {
        return ((JsonText.Parsed.Value) JsonText.parse(json)).json();
    }

    /** The value at an input, as JSON text; a link as {@code id/slot}; {@code absent}. */
    static String at(Graph graph, String node, String input) {
        Input found = graph.nodes().get(node).inputs().get(input);
        if (found instanceof Link link) {
            return link.node() + "/" + link.slot();
        }
        return found instanceof Literal literal ? literal.value().toString() : "absent";
    }
}
