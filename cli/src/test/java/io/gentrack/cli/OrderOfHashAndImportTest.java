package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether model files are hashed before, between or after the imports: one final database. */
class OrderOfHashAndImportTest {
    private static final int PICTURES = 40;
    private static final int ORDERS = 3;

    @TempDir
    Path home;

    private final List<Path> models = new ArrayList<>();
    private final List<Path> pictures = new ArrayList<>();

    private ToyInstall make(Random random) throws IOException {
        ToyInstall comfy = new ToyInstall(home.resolve("ComfyUI"));
        Path own = comfy.model("checkpoints/SDXL/base.safetensors", ToyInstall.SDXL);
        models.add(own);
        models.add(comfy.model("checkpoints/other/base.safetensors", "stable-diffusion-v1"));
        models.add(comfy.model("checkpoints/Upper.safetensors", ToyInstall.SDXL));
        models.add(comfy.model("checkpoints/twin.safetensors", ToyInstall.SDXL));
        models.add(comfy.model("diffusion_models/twin.safetensors", "flux-1-dev"));
        models.add(comfy.model("checkpoints/moved.safetensors", ToyInstall.SDXL));
        models.add(comfy.model("loras/ink.safetensors", ToyInstall.SDXL + "/lora"));
        Path glow = comfy.model("loras/styles/glow.safetensors", ToyInstall.SDXL + "/lora");
        models.add(glow);

        String[] names = {
            "SDXL/base.safetensors", "SDXL\\base.safetensors", "other/base.safetensors", "base.safetensors",
            "upper.safetensors", "twin.safetensors", "moved.safetensors", "absent.safetensors"
        };
        String[] loras = {"", "ink.safetensors", "styles\\glow.safetensors", "glow.safetensors", "gone.safetensors"};
        Path folder = Files.createDirectory(home.resolve("pictures"));
        for (int i = 0; i < PICTURES; i++) {
            Path file;
            if (i % 5 == 4) {
                file = ToyInstall.picture(
                        folder.resolve(i + ".png"),
                        "a <lora:glow:0.8>\nNegative prompt: b\nSteps: " + (20 + random.nextInt(2))
                                + ", Sampler: Euler a, Schedule type: Karras, CFG scale: 7, Seed: " + i
                                + ", Size: 512x512"
                                + (random.nextBoolean() ? ", Model hash: " + ToyInstall.autoV2(own) : "")
                                + ", Model: base, Lora hashes: \"glow: " + ToyInstall.autoV3(glow)
                                + "\", Version: v1.10.0");
            } else {
                file = ToyInstall.workflow(
                        folder.resolve(i + ".json"),
                        ToyInstall.graph(
                                random.nextBoolean() ? "CheckpointLoaderSimple" : "UNETLoader",
                                names[random.nextInt(names.length)],
                                loras[random.nextInt(loras.length)],
                                20 + random.nextInt(2),
                                i));
            }
            pictures.add(Files.setLastModifiedTime(
                    file, FileTime.from(ToyInstall.LONG_AGO.toInstant().plusSeconds(random.nextInt(20)))));
        }
        Path config = home.resolve("config.json");
        Files.writeString(config, "{\"comfyui\": [\"~/ComfyUI\"]}");
        return comfy;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void never_changes_the_final_database(long seed) throws IOException, SQLException {
        make(new Random(seed));
        List<String> expected = play("reference.db", List.of(models), List.of(pictures), true);
        assertThat(expected).hasSizeGreaterThan(PICTURES);
        for (int order = 0; order < ORDERS; order++) {
            Random random = new Random(seed * 100 + order);
            List<String> found = play("order-" + order + ".db", parts(models, random), parts(pictures, random), false);
            assertThat(onlyIn(found, expected))
                    .as("seed %d, order %d: too much", seed, order)
                    .isEmpty();
            assertThat(onlyIn(expected, found))
                    .as("seed %d, order %d: missing", seed, order)
                    .isEmpty();
        }
    }

    private static List<String> onlyIn(List<String> some, List<String> others) {
        List<String> rest = new ArrayList<>(some);
        rest.removeAll(others);
        return rest;
    }

    private List<List<Path>> parts(List<Path> all, Random random) {
        List<Path> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        int first = random.nextInt(all.size() + 1);
        int second = first + random.nextInt(all.size() + 1 - first);
        return List.of(
                shuffled.subList(0, first), shuffled.subList(first, second), shuffled.subList(second, all.size()));
    }

    /** Parts of both in turn; at the end everything again, which finds what earlier steps left open. */
    private List<String> play(String name, List<List<Path>> hashed, List<List<Path>> imported, boolean hashFirst)
            throws SQLException {
        Path database = home.resolve(name);
        for (int i = 0; i < Math.max(hashed.size(), imported.size()); i++) {
            if (hashFirst) {
                run(database, "hash", hashed.get(i));
            }
            run(database, "import", imported.get(i));
            if (!hashFirst) {
                run(database, "hash", hashed.get(i));
            }
        }
        run(database, "import", pictures);
        return Rows.history(database);
    }

    private void run(Path database, String command, List<Path> files) {
        if (files.isEmpty()) {
            return;
        }
        List<String> line = new ArrayList<>(List.of(command, "--db", database.toString()));
        files.forEach(file -> line.add(file.toString()));
        Cli.Result result = new Cli(home)
                .with("GENTRACK_CONFIG", home.resolve("config.json").toString())
                .run(line.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isEqualTo(Exit.DONE);
    }
}
