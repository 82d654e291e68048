package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.advice.Advice;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.job.AnalyzingReader;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.settings.Families;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.settings.SettingsBuilder;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.mcp.protocol.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real store with the real extractors, and small workflows for them. */
public final class Lab implements AutoCloseable {
    private static final FileAnalyzer ANALYZER;
    private static final AnalyzingReader READER;

    static {
        Families families = (graph, extraction, pass) -> new Families.Family("sdxl", "file_name", Families.Level.LOW);
        SettingsBuilder settings = new SettingsBuilder(ModelNames.BY_NAME, families);
        ANALYZER = new FileAnalyzer(Plugins.load(Optional.empty()), settings);
        READER = new AnalyzingReader(ANALYZER, settings);
    }

    public final Store store;
    public final GenerationLog log;

    public Lab(Path folder) throws StoreException {
        store = Store.open(folder.resolve("generations.db"), OpenMode.READ_WRITE);
        log = new GenerationLog(store, () -> ANALYZER, () -> READER);
    }

    public FileAnalyzer analyzer() {
        return ANALYZER;
    }

    public AnalyzingReader reader() {
        return READER;
    }

    /** Text to image with one sampler, node 4. */
    public static ObjectNode graph(long seed, int steps) {
        return (ObjectNode) Json.parse("""
            {"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"base.safetensors"}},
             "2":{"class_type":"CLIPTextEncode","inputs":{"text":"a","clip":["1",1]}},
             "3":{"class_type":"EmptyLatentImage","inputs":{"width":832,"height":1216,"batch_size":1}},
             "4":{"class_type":"KSampler","inputs":{"seed":%d,"steps":%d,"cfg":6.5,"sampler_name":"dpmpp_2m","scheduler":"karras",
              "denoise":1,"model":["1",0],"positive":["2",0],"negative":["2",0],"latent_image":["3",0]}},
             "5":{"class_type":"VAEDecode","inputs":{"samples":["4",0],"vae":["1",2]}},
             "6":{"class_type":"SaveImage","inputs":{"filename_prefix":"a","images":["5",0]}}}
            """.formatted(seed, steps)).orElseThrow();
    }

    /** The same with a second picture of its own settings, sampled by node 14. */
    public static ObjectNode twoChains(long seed) {
        ObjectNode graph = graph(seed, 20);
        ObjectNode second = graph(seed + 1, 30);
        for (String id : new String[] {"3", "4", "5", "6"}) {
            graph.set("1" + id, second.get(id));
        }
        ((ObjectNode) graph.path("14").path("inputs"))
                .putArray("latent_image")
                .add("13")
                .add(0);
        ((ObjectNode) graph.path("15").path("inputs"))
                .putArray("samples")
                .add("14")
                .add(0);
        ((ObjectNode) graph.path("16").path("inputs"))
                .putArray("images")
                .add("15")
                .add(0);
        return graph;
    }

    /** What four others shared of a public model. */
    public static Advice.Community shared(int steps) {
        Settings settings = new Settings(
                "sdxl",
                "hash",
                new ModelRef("31E35C80FC", "Public Model"),
                Optional.empty(),
                "euler",
                "normal",
                steps,
                7,
                1,
                Optional.empty(),
                Optional.empty(),
                List.of());
        return new Advice.Community(settings, Optional.empty(), 90, 4);
    }

    public long executions() throws StoreException {
        return store.stats().executions();
    }

    @Override
    public void close() throws StoreException {
        store.close();
    }
}
