package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files read once, and what follows for a history that is there already. */
class HashCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path home;

    private Cli cli = new Cli(Path.of(""));
    private Path database = Path.of("");
    private Path pictures = Path.of("");

    @BeforeEach
    void machine() throws IOException {
        cli = new Cli(home);
        database = home.resolve("test.db");
        pictures = Files.createDirectory(home.resolve("pictures"));
    }

    private ToyInstall comfy() throws IOException {
        return new ToyInstall(home.resolve("ComfyUI"));
    }

    private Cli.Result run(String... line) {
        String[] whole = List.of(line).toArray(new String[line.length + 2]);
        whole[line.length] = "--db";
        whole[line.length + 1] = database.toString();
        return cli.run(whole);
    }

    @Test
    void the_second_run_opens_no_file() throws IOException, SQLException {
        ToyInstall comfy = comfy();
        Path model = comfy.model("checkpoints/base.safetensors", ToyInstall.SDXL);
        Path lora = comfy.model("loras/styles/ink.safetensors", ToyInstall.SDXL + "/lora");
        comfy.model("vae/some.safetensors", "x");

        Cli.Result first = run("hash", "--comfyui", comfy.root().toString());

        assertThat(first.code()).as(first.err()).isEqualTo(Exit.DONE);
        assertThat(first.out()).contains("Done: 2 model files").contains("2  hashed now");
        assertThat(Rows.of(
                        database,
                        "SELECT autov2, coalesce(autov3, 'not asked'), family FROM file_hashes ORDER BY kind"))
                .containsExactly(
                        ToyInstall.autoV2(model) + "|not asked|sdxl",
                        ToyInstall.autoV2(lora) + "|" + ToyInstall.autoV3(lora) + "|sdxl");

        JsonNode second = JSON.readTree(
                run("hash", "--json", "--comfyui", comfy.root().toString()).out());
        assertThat(second.path("cached").asInt()).isEqualTo(2);
        assertThat(second.path("hashed").asInt()).isZero();
        assertThat(second.path("bytes_read").asLong()).isZero();

        assertThat(run("hash", "--all", "--autov3", comfy.root().toString()).out())
                .as("a folder that is an install, every kind, and AutoV3 of all")
                .contains("Done: 3 model files")
                .contains("2  hashed now");
        assertThat(Rows.of(database, "SELECT autov3 FROM file_hashes WHERE kind = 'checkpoints'"))
                .containsExactly(ToyInstall.autoV3(model));
    }

    @Test
    void several_installs_and_extra_paths_are_one_tree() throws IOException {
        ToyInstall one = comfy();
        one.model("checkpoints/a.safetensors", ToyInstall.SDXL);
        ToyInstall two = new ToyInstall(home.resolve("Second"));
        two.model("checkpoints/b.safetensors", ToyInstall.SDXL);
        ToyInstall elsewhere = new ToyInstall(home.resolve("Elsewhere"));
        elsewhere.model("loras/c.safetensors", ToyInstall.SDXL);
        Files.writeString(
                one.root().resolve("extra_model_paths.yaml"),
                "other:\n  base_path: " + elsewhere.root() + "\n  loras: models/loras\n");

        Cli.Result result = run(
                "hash",
                "--comfyui",
                one.root().toString(),
                "--comfyui",
                two.root().toString());

        assertThat(result.out()).contains("3  hashed now");
    }

    @Test
    void what_cannot_be_read_is_named_at_the_end_and_the_rest_is_done() throws IOException {
        ToyInstall comfy = comfy();
        comfy.model("checkpoints/a.safetensors", ToyInstall.SDXL);
        Path gone = comfy.root().resolve("models/checkpoints/gone.safetensors");
        Files.createSymbolicLink(gone, home.resolve("nowhere.safetensors"));

        Cli.Result result = run("hash", "--quiet", "--comfyui", comfy.root().toString());

        assertThat(result.out()).contains("1  hashed now");
        assertThat(result.err()).contains(gone + " is a link to a file that is not there");
    }

    @Test
    void wrong_command_lines_say_what_to_do() throws IOException {
        assertThat(run("hash")).satisfies(r -> {
            assertThat(r.code()).isEqualTo(Exit.USAGE);
            assertThat(r.err()).contains("--comfyui").contains("config.json");
        });
        assertThat(run("hash", home.resolve("no").toString()).code()).isEqualTo(Exit.USAGE);
        assertThat(run("hash", "--comfyui", pictures.toString()).err()).contains("has no models folder");
        assertThat(run("hash", "--jobs", "-1", pictures.toString()).code()).isEqualTo(Exit.USAGE);
        assertThat(run("hash", "--civitai", "--no-civitai", pictures.toString()).code())
                .isEqualTo(Exit.USAGE);
        assertThat(run("hash", "--civitai-url", "ftp://x", pictures.toString()).err())
                .contains("--civitai-url takes an address");
        Path config = Files.writeString(home.resolve("c.json"), "{\"comfyi\": \"x\"}");
        cli.with("GENTRACK_CONFIG", config.toString());
        assertThat(run("hash", pictures.toString()).err())
                .contains(config.toString())
                .contains("\"comfyi\"");
        Files.writeString(config, "{\"civitai\": \"yes\"}");
        assertThat(run("hash", pictures.toString()).err()).contains("civitai is true or false");
        Files.writeString(config, "{\"civitai\": ");
        assertThat(run("hash", pictures.toString()).err()).contains("is not valid JSON");
    }

    @Test
    void pictures_imported_before_are_tied_to_the_file_afterwards() throws IOException, SQLException {
        ToyInstall comfy = comfy();
        Path model = comfy.model("checkpoints/SDXL/base.safetensors", ToyInstall.SDXL);
        ToyInstall.workflow(
                pictures.resolve("a.json"),
                ToyInstall.graph("CheckpointLoaderSimple", "SDXL\\base.safetensors", "", 20, 1));
        ToyInstall.workflow(
                pictures.resolve("b.json"),
                ToyInstall.graph("CheckpointLoaderSimple", "SDXL/base.safetensors", "", 20, 2));

        Cli.Result imported = run("import", "--comfyui", comfy.root().toString(), pictures.toString());
        assertThat(imported.err()).contains("not hashed yet").contains("gentrack hash --comfyui " + comfy.root());
        assertThat(Rows.of(database, "SELECT model_hash, reuse_count, resolved FROM generations"))
                .containsExactly("name:base.safetensors|2|0");
        assertThat(Rows.of(database, "SELECT count(*) FROM file_hashes")).containsExactly("0");

        Cli.Result hashed = run("hash", "--comfyui", comfy.root().toString());
        assertThat(hashed.out()).contains("1 combination is now tied to content");
        assertThat(Rows.of(
                        database,
                        "SELECT model_hash, reuse_count, resolved, model_family, family_source FROM generations"))
                .containsExactly(ToyInstall.autoV2(model) + "|2|1|sdxl|header");

        ToyInstall.workflow(
                pictures.resolve("c.json"),
                ToyInstall.graph("CheckpointLoaderSimple", "SDXL/base.safetensors", "", 20, 3));
        JsonNode later =
                JSON.readTree(run("import", "--json", "--comfyui", comfy.root().toString(), pictures.toString())
                        .out());
        assertThat(later.path("models").path("known").asInt()).isEqualTo(1);
        assertThat(Rows.of(database, "SELECT reuse_count FROM generations")).containsExactly("3");
    }

    @Test
    void a_base_name_alone_is_no_proof() throws IOException, SQLException {
        ToyInstall comfy = comfy();
        comfy.model("checkpoints/mine/model.safetensors", ToyInstall.SDXL);
        comfy.model("checkpoints/moved.safetensors", ToyInstall.SDXL);
        run("hash", "--comfyui", comfy.root().toString());
        ToyInstall.workflow(
                pictures.resolve("a.json"),
                ToyInstall.graph("CheckpointLoaderSimple", "theirs/model.safetensors", "", 20, 1));
        ToyInstall.workflow(pictures.resolve("b.json"), ToyInstall.graph("UNETLoader", "moved.safetensors", "", 20, 2));

        Cli.Result result = run("import", "--comfyui", comfy.root().toString(), pictures.toString());

        assertThat(result.err())
                .contains("2 model names fit a file here by its last part only")
                .contains("theirs/model.safetensors");
        run("hash", "--comfyui", comfy.root().toString());
        assertThat(Rows.of(database, "SELECT model_hash FROM generations ORDER BY 1"))
                .containsExactly("name:model.safetensors", "name:moved.safetensors");
    }

    @Test
    void two_files_of_one_name_are_told_apart_by_reading_the_pictures_again() throws IOException, SQLException {
        ToyInstall comfy = comfy();
        Path a = comfy.model("checkpoints/a/model.safetensors", ToyInstall.SDXL);
        Path b = comfy.model("checkpoints/b/model.safetensors", ToyInstall.SDXL);
        for (String folder : List.of("a", "b")) {
            ToyInstall.workflow(
                    pictures.resolve(folder + ".json"),
                    ToyInstall.graph(
                            "CheckpointLoaderSimple", folder + "/model.safetensors", "", 20, folder.hashCode()));
        }
        run("import", pictures.toString());
        assertThat(run("hash", "--comfyui", comfy.root().toString()).out())
                .contains("2 pictures name one of several model files of the same name");

        run("import", "--comfyui", comfy.root().toString(), pictures.toString());

        assertThat(Rows.of(database, "SELECT model_hash, reuse_count FROM generations"))
                .containsExactlyInAnyOrder(ToyInstall.autoV2(a) + "|1", ToyInstall.autoV2(b) + "|1");
        assertThat(run("import", "--json", "--comfyui", comfy.root().toString(), pictures.toString())
                        .out())
                .as("nothing is left to be read again")
                .contains("\"already_imported\" : 2");
    }

    @Test
    void an_install_around_the_pictures_is_found_without_being_named() throws IOException, SQLException {
        ToyInstall comfy = comfy();
        Path model = comfy.model("checkpoints/base.safetensors", ToyInstall.SDXL);
        run("hash", comfy.root().toString());
        Path output = Files.createDirectories(comfy.root().resolve("output/today"));
        ToyInstall.workflow(
                output.resolve("a.json"), ToyInstall.graph("CheckpointLoaderSimple", "base.safetensors", "", 20, 1));

        run("import", output.toString());

        assertThat(Rows.of(database, "SELECT model_hash FROM generations")).containsExactly(ToyInstall.autoV2(model));
    }

    @Test
    void ctrl_c_ends_at_once_and_keeps_what_is_done() throws Exception {
        ToyInstall comfy = comfy();
        comfy.model("checkpoints/small.safetensors", ToyInstall.SDXL);
        Path large = comfy.root().resolve("models/checkpoints/large.ckpt");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(200L << 30);
        }
        Files.setLastModifiedTime(large, ToyInstall.LONG_AGO);
        Path out = home.resolve("out");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.gentrack.cli.Main",
                        "hash",
                        "--comfyui",
                        comfy.root().toString(),
                        "--jobs",
                        "2",
                        "--streams",
                        "2",
                        "--db",
                        database.toString()))
                .redirectOutput(out.toFile())
                .redirectError(home.resolve("err").toFile())
                .start();
        try {
            while (process.isAlive() && rows() == 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(rows()).isEqualTo(1);
        if (process.supportsNormalTermination()) {
            assertThat(Files.readString(out))
                    .contains("Stopped. What is done is kept")
                    .contains("1  hashed now")
                    .contains("1  left; run the same command again");
        }
    }

    private long rows() {
        try {
            return Files.exists(database)
                    ? Long.parseLong(Rows.of(database, "SELECT count(*) FROM file_hashes")
                            .get(0))
                    : 0;
        } catch (SQLException e) {
            return 0;
        }
    }
}
