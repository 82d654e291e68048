package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old pictures name a model and give eight digits of a hash of a part of it. The name alone would be a guess. */
class ShortHashTest {
    /** SHA-256 of what stands behind the first MiB of the model below: 64 KiB of zeros. */
    private static final String OF_ZEROS = "de2f256064a0af797747c2b97505dc0b9f3df0de4f489eac731c23ae9ca9cc31";

    @TempDir
    Path home;

    private Path model = Path.of("");
    private Path comfy = Path.of("");

    @BeforeEach
    void machine() throws IOException {
        ToyInstall install = new ToyInstall(home.resolve("ComfyUI"));
        comfy = install.root();
        model = install.model("checkpoints/old.safetensors", ToyInstall.SDXL);
        try (RandomAccessFile file = new RandomAccessFile(model.toFile(), "rw")) {
            file.setLength((1 << 20) + (1 << 16));
        }
        Files.setLastModifiedTime(model, ToyInstall.LONG_AGO);
        Files.createDirectory(home.resolve("pictures"));
        picture("right", OF_ZEROS.substring(0, 8));
        picture("another", "7460a6fa");
    }

    private void picture(String name, String hash) throws IOException {
        ToyInstall.picture(
                home.resolve("pictures/" + name + ".png"),
                "a\nSteps: 20, Sampler: Euler a, Schedule type: Karras, CFG scale: 7, Seed: 1, Size: 512x512, Model hash: "
                        + hash + ", Model: old");
    }

    private void run(String database, String command, Path path) {
        Cli.Result result = new Cli(home)
                .run(
                        command,
                        "--db",
                        home.resolve(database).toString(),
                        "--comfyui",
                        comfy.toString(),
                        path.toString());
        assertThat(result.code()).as(result.err()).isEqualTo(Exit.DONE);
    }

    private List<String> models(String database) throws SQLException {
        return Rows.of(home.resolve(database), "SELECT model_hash FROM generations ORDER BY 1");
    }

    @Test
    void a_file_of_that_name_with_another_hash_is_another_file() throws Exception {
        List<String> expected = List.of(ToyInstall.autoV2(model), "autov1:7460A6FA").stream()
                .sorted()
                .toList();
        run("a.db", "hash", comfy);
        run("a.db", "import", home.resolve("pictures"));
        assertThat(models("a.db")).isEqualTo(expected);

        run("b.db", "import", home.resolve("pictures"));
        assertThat(models("b.db")).containsExactly("autov1:7460A6FA", "autov1:DE2F2560");
        run("b.db", "hash", comfy);
        assertThat(models("b.db")).as("hashed later").isEqualTo(expected);
    }
}
