package io.gentrack.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.graph.NodeDefinition;
import io.gentrack.core.graph.NodeDefinition.Slot;
import io.gentrack.core.graph.NodeDefinitions;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Makes the pictures of {@code samples/} out of the workflows beside them, and a few out of a text: 8 x 8 pixels with {@code prompt} and {@code workflow} in
 * {@code tEXt} chunks, as ComfyUI's SaveImage writes them. The same workflow gives the same bytes on every machine: nothing is
 * compressed, for that differs between builds of zlib.
 */
final class SamplePicture {
    /** Further runs of a workflow, which differ in their seed only, by sample. */
    static final Map<String, Integer> RUNS = runs();

    /**
     * Pictures with nothing but the text that A1111 writes, by sample. It names the files by their hash, so that they are known without
     * being here; these two are among the most used public files.
     */
    static final Map<String, String> TEXTS = Map.of(
            "public-model",
            "a lighthouse on a cliff, evening light\nNegative prompt: blurry\nSteps: 30, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5,"
                    + " Seed: SEED, Size: 1024x1024, Model hash: 31e35c80fc, Model: sd_xl_base_1.0, Version: v1.9.4",
            "public-lora",
            "a teapot, studio light <lora:add-detail-xl:0.8>\nNegative prompt: blurry\nSteps: 24, Sampler: Euler a, Schedule type: Karras, CFG scale: 7,"
                    + " Seed: SEED, Size: 832x1216, Model hash: 31e35c80fc, Model: sd_xl_base_1.0,"
                    + " Lora hashes: \"add-detail-xl: 0d9bd1b873\", Version: v1.9.4");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int SIDE = 8;

    private SamplePicture() {}

    private static Map<String, Integer> runs() {
        Map<String, Integer> runs = new LinkedHashMap<>();
        runs.put("single-pass", 2);
        runs.put("hires", 1);
        runs.put("sdxl-refiner", 1);
        runs.put("flux", 3);
        runs.put("qwen-image", 4);
        runs.put("wan-two-experts", 1);
        runs.put("lora-chain", 2);
        runs.put("linked-primitives", 1);
        runs.put("public-model", 3);
        runs.put("public-lora", 2);
        return runs;
    }

    /** Writes all pictures anew; the argument is the folder {@code samples}. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        for (Map.Entry<String, byte[]> picture : all(folder).entrySet()) {
            Files.write(folder.resolve(picture.getKey()), picture.getValue());
        }
    }

    /** Copies the pictures of the samples into a new folder. */
    static Path copyAll(Path folder) throws IOException {
        Files.createDirectory(folder);
        for (Map.Entry<String, Integer> sample : RUNS.entrySet()) {
            for (int run = 1; run <= sample.getValue(); run++) {
                String file = sample.getKey() + (run == 1 ? "" : "-" + run) + ".png";
                Files.copy(SamplesTest.SAMPLES.resolve(file), folder.resolve(file));
            }
        }
        return folder;
    }

    /** Every picture by file name, from the workflows in the folder. */
    static Map<String, byte[]> all(Path folder) throws IOException {
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> sample : RUNS.entrySet()) {
            String name = sample.getKey();
            if (TEXTS.containsKey(name)) {
                for (int run = 1; run <= sample.getValue(); run++) {
                    String text = TEXTS.get(name).replace("SEED", Integer.toString(1000 + run));
                    pictures.put(file(name, run), png(List.of("parameters\0" + text)));
                }
                continue;
            }
            JsonNode graph = JSON.readTree(Files.readString(folder.resolve(name + ".json")));
            for (int run = 1; run <= sample.getValue(); run++) {
                pictures.put(file(name, run), png(reseeded(graph, run - 1)));
            }
        }
        return pictures;
    }

    private static String file(String name, int run) {
        return name + (run == 1 ? "" : "-" + run) + ".png";
    }

    private static JsonNode reseeded(JsonNode graph, int by) {
        JsonNode copy = graph.deepCopy();
        for (JsonNode node : copy) {
            for (String seed : List.of("seed", "noise_seed")) {
                JsonNode inputs = node.path("inputs");
                if (inputs.path(seed).isInt() && inputs.path(seed).intValue() > 0) {
                    ((ObjectNode) inputs).put(seed, inputs.path(seed).intValue() + by);
                }
            }
        }
        return copy;
    }

    static byte[] png(JsonNode graph) throws IOException {
        return png(List.of(
                "prompt\0" + JSON.writeValueAsString(graph), "workflow\0" + JSON.writeValueAsString(workflow(graph))));
    }

    /** A picture with these texts; its colour comes from the first. */
    private static byte[] png(List<String> texts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504E470D0A1A0AL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream h = new DataOutputStream(header);
        h.writeInt(SIDE);
        h.writeInt(SIDE);
        h.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        for (String text : texts) {
            chunk(out, "tEXt", text.getBytes(StandardCharsets.ISO_8859_1));
        }
        String first = texts.get(0);
        chunk(
                out,
                "IDAT",
                stored(pixels(first.substring(first.indexOf('\0') + 1).hashCode())));
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    /** A gradient whose colour comes from the workflow, so that samples look different. */
    private static byte[] pixels(int colour) {
        byte[] pixels = new byte[SIDE * (1 + SIDE * 3)];
        int at = 0;
        for (int y = 0; y < SIDE; y++) {
            pixels[at++] = 0;
            for (int x = 0; x < SIDE; x++) {
                pixels[at++] = (byte) ((colour & 0xFF) / 2 + 16 * x);
                pixels[at++] = (byte) ((colour >> 8 & 0xFF) / 2 + 16 * y);
                pixels[at++] = (byte) (colour >> 16);
            }
        }
        return pixels;
    }

    /** A zlib stream of one stored block. */
    private static byte[] stored(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {0x78, 0x01, 0x01});
        out.writeShort(Short.reverseBytes((short) data.length));
        out.writeShort(Short.reverseBytes((short) ~data.length));
        out.write(data);
        Adler32 sum = new Adler32();
        sum.update(data);
        out.writeInt((int) sum.getValue());
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    /** The same graph as the front end saves it: nodes with slots, links, and widget values in the order of the definition. */
    static ObjectNode workflow(JsonNode graph) {
        NodeDefinitions definitions = Plugins.builtIn().definitions();
        Map<String, ObjectNode> nodes = new LinkedHashMap<>();
        Map<String, List<String>> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : graph.properties()) {
            NodeDefinition definition = definitions
                    .find(entry.getValue().path("class_type").asText())
                    .orElseThrow();
            outputs.put(entry.getKey(), definition.outputs());
            nodes.put(entry.getKey(), node(entry.getKey(), definition, nodes.size()));
        }
        ArrayNode links = NODES.arrayNode();
        for (Map.Entry<String, JsonNode> entry : graph.properties()) {
            NodeDefinition definition = definitions
                    .find(entry.getValue().path("class_type").asText())
                    .orElseThrow();
            ObjectNode node = nodes.get(entry.getKey());
            JsonNode inputs = entry.getValue().path("inputs");
            for (Map.Entry<String, JsonNode> input : inputs.properties()) {
                if (input.getValue().isArray()) {
                    link(links, nodes, outputs, node, definition, input);
                }
            }
            values(node.putArray("widgets_values"), definition, inputs);
        }
        ObjectNode workflow = NODES.objectNode();
        workflow.put("id", "00000000-0000-4000-8000-000000000000");
        workflow.put("revision", 0);
        workflow.put("last_node_id", nodes.size());
        workflow.put("last_link_id", links.size());
        workflow.putArray("nodes").addAll(nodes.values());
        workflow.set("links", links);
        workflow.putArray("groups");
        workflow.putObject("config");
        workflow.putObject("extra");
        workflow.put("version", 0.4);
        return workflow;
    }

    private static ObjectNode node(String id, NodeDefinition definition, int order) {
        ObjectNode node = NODES.objectNode();
        node.put("id", Integer.parseInt(id));
        node.put("type", definition.classType());
        node.putArray("pos").add(40 + 360 * (order % 4)).add(40 + 260 * (order / 4));
        node.putArray("size").add(320).add(200);
        node.putObject("flags");
        node.put("order", order);
        node.put("mode", 0);
        node.putArray("inputs");
        ArrayNode outputs = node.putArray("outputs");
        for (String type : definition.outputs()) {
            outputs.addObject().put("name", type).put("type", type).putArray("links");
        }
        node.putObject("properties").put("Node name for S&R", definition.classType());
        return node;
    }

    private static void link(
            ArrayNode links,
            Map<String, ObjectNode> nodes,
            Map<String, List<String>> outputs,
            ObjectNode node,
            NodeDefinition definition,
            Map.Entry<String, JsonNode> input) {
        String from = input.getValue().path(0).asText();
        int slot = input.getValue().path(1).asInt();
        String type = outputs.get(from).get(slot);
        int id = links.size() + 1;
        ArrayNode slots = (ArrayNode) node.get("inputs");
        ObjectNode socket =
                slots.addObject().put("name", input.getKey()).put("type", type).put("link", id);
        if (!definition.links().containsKey(input.getKey())) {
            socket.putObject("widget").put("name", input.getKey());
        }
        links.addArray()
                .add(id)
                .add(Integer.parseInt(from))
                .add(slot)
                .add(node.path("id").intValue())
                .add(slots.size() - 1)
                .add(type);
        ((ArrayNode) nodes.get(from).path("outputs").path(slot).path("links")).add(id);
    }

    private static void values(ArrayNode values, NodeDefinition definition, JsonNode inputs) {
        for (Slot slot : definition.slots()) {
            JsonNode value = inputs.path(slot.name());
            if (slot.pseudo()) {
                values.add(slot.name().equals("control_after_generate") ? "randomize" : "image");
            } else if (value.isMissingNode() || value.isArray()) {
                values.add(Optional.<JsonNode>of(slot.fallback().orElse(NODES.nullNode()))
                        .get());
            } else {
                values.add(value);
            }
        }
    }
}
