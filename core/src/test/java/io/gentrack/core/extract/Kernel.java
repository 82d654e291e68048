package io.gentrack.core.extract;

import io.gentrack.core.extract.Extractors.Layer;
import io.gentrack.core.extract.description.DescriptionException;
import io.gentrack.core.extract.description.DescriptionFile;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.GraphReader;
import io.gentrack.core.graph.GraphReading;
import io.gentrack.core.graph.NodeDefinitions;
import io.gentrack.core.spi.NodeExtractor;

/** A kernel with a handful of node types, enough for every rule of chains. */
final class Kernel {
    static final String NODES = """
            {"pack": "test", "nodes": [
              {"types": ["Load"], "outputs": [{"load": "name", "kind": "checkpoints"}, {"opaque": "CLIP"}]},
              {"types": ["Lora"], "outputs": [{"model": "model", "lora": {"name": "lora_name", "strength_model": "strength_model", "strength_clip": "strength_clip"}}]},
              {"types": ["Shift"], "outputs": [{"model": "model", "shift": "shift"}]},
              {"types": ["Merge"], "outputs": [{"merge": ["model1", "model2"]}]},
              {"types": ["Empty"], "outputs": [{"latent": null, "width": "width", "height": "height", "start": "empty"}]},
              {"types": ["Photo"], "outputs": [{"image": null, "start": "loaded"}]},
              {"types": ["Encode"], "outputs": [{"latent": "pixels"}]},
              {"types": ["Mask"], "outputs": [{"latent": "samples", "masked": true}]},
              {"types": ["Decode"], "outputs": [{"image": "samples"}]},
              {"types": ["Scale"], "outputs": [{"latent": "samples", "scale": "by"}]},
              {"types": ["Prompt"], "outputs": [{"conditioning": []}]},
              {"types": ["Guidance"], "outputs": [{"conditioning": ["conditioning"], "guidance": "guidance"}]},
              {"types": ["Both"], "outputs": [{"conditioning": ["a", "b"]}]},
              {"types": ["StageB"], "outputs": [{"conditioning": ["conditioning"], "carries": "stage_c"}]},
              {"types": ["Sigmas"], "outputs": [{"sigmas": null, "scheduler": "scheduler", "steps": "steps", "denoise": "denoise", "model": "model"}]},
              {"types": ["Split"], "outputs": [{"split": "sigmas", "at": "step", "part": "high"}, {"split": "sigmas", "at": "step", "part": "low"}]},
              {"types": ["Flip"], "outputs": [{"sigmas": "sigmas", "flip": true}]},
              {"types": ["NoNoise"], "outputs": [{"noise": false}]},
              {"types": ["Basic"], "outputs": [{"guider": "model", "conditioning": ["conditioning"]}]},
              {"types": ["Sample"], "pass": {"model": "model", "sampler": "sampler", "scheduler": "scheduler", "steps": "steps", "cfg": "cfg", "denoise": "denoise", "start": "start", "end": "end", "noise": "add_noise", "latent": "latent", "conditioning": ["positive"]}, "outputs": [{"latent": "latent"}]},
              {"types": ["Custom"], "pass": {"guider": "guider", "sampler": "sampler", "sigmas": "sigmas", "noise": "noise", "latent": "latent"}, "outputs": [{"latent": "latent"}]},
              {"types": ["Detail"], "pass": {"kind": "detail", "model": "model", "sampler": "sampler", "scheduler": "scheduler", "steps": "steps", "cfg": "cfg", "denoise": "denoise", "latent": "image"}, "outputs": [{"image": "image"}]},
              {"types": ["Switch"], "outputs": ["if(on, a, b)"]},
              {"types": ["Pipe"], "outputs": [{"base": "pipe", "bundle": {"model": "model", "latent": "latent", "steps": "steps"}}]},
              {"types": ["Unpipe"], "outputs": ["pipe.model", "pipe.latent", "pipe.steps"]},
              {"types": ["Int"], "outputs": ["value"]},
              {"types": ["Save"], "output": "save", "outputs": ["images"]},
              {"types": ["Preview"], "output": "preview"}
            ]}
            """;

    private Kernel() {}

    static Extractors extractors(NodeExtractor... more) {
        Extractors.Builder builder = Extractors.builder().version("test");
        try {
            DescriptionFile.check(NODES).extractors().forEach(e -> builder.add(Layer.BUILT_IN, "test", e));
        } catch (DescriptionException e) {
            throw new IllegalStateException(e);
        }
        for (NodeExtractor extractor : more) {
            builder.add(Layer.PLUGIN, "more", extractor);
        }
        return builder.build();
    }

    static Graph graph(String json) {
        return ((GraphReading.Graphs) new GraphReader(NodeDefinitions.none()).read(json))
                .graphs()
                .get(0);
    }

    static Extraction extract(String json) {
        return new GraphExtractor(extractors()).extract(graph(json));
    }

    /** A node in API form: {@code node("3", "Sample", "\"steps\": 20")}. */
    static String node(String id, String type, String inputs) {
        return "\"" + id + "\": {\"class_type\": \"" + type + "\", \"inputs\": {" + inputs + "}}";
    }

    static String graphOf(String... nodes) {
        return "{" + String.join(",\n", nodes) + "}";
    }

    /** A sampler on a model of node 1 with an ordinary set of values. */
    static String sample(String id, String latent, String more) {
        return node(
                id,
                "Sample",
                "\"model\": [\"1\", 0], \"sampler\": \"euler\", \"scheduler\": \"normal\", \"steps\": 20, \"cfg\": 7, \"latent\": "
                        + latent
                        + (more.isEmpty() ? "" : ", " + more));
    }

    static final String MODEL = node("1", "Load", "\"name\": \"base.safetensors\"");
    static final String EMPTY = node("2", "Empty", "\"width\": 512, \"height\": 768");
}
