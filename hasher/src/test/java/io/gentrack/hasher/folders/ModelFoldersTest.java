package io.gentrack.hasher.folders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFoldersTest {
    @TempDir
    Path home;

    @Test
    void unet_is_searched_before_diffusion_models_and_output_last() throws Exception {
        Path base = install("ComfyUI");
        ModelFolders folders = ModelFolders.builder().comfyUi(base).build();
        List<Path> expected = List.of(
                base.resolve("models/unet"),
                base.resolve("models/diffusion_models"),
                base.resolve("output/diffusion_models"));
        assertThat(folders.of("diffusion_models")).isEqualTo(expected);
        assertThat(folders.of("unet")).as("the legacy name").isEqualTo(expected);
        assertThat(folders.of("unet_gguf")).as("the name of the GGUF pack").isEqualTo(expected);
        assertThat(folders.of("clip"))
                .startsWith(base.resolve("models/text_encoders"), base.resolve("models/clip"))
                .endsWith(base.resolve("output/clip"));
    }

    @Test
    void a_folder_of_a_pack_is_a_key_of_its_own() throws Exception {
        Path base = install("ComfyUI");
        Files.createDirectories(base.resolve("models/ipadapter"));
        assertThat(ModelFolders.builder().comfyUi(base).build().of("ipadapter"))
                .containsExactly(base.resolve("models/ipadapter"));
    }

    @Test
    void extra_model_paths_beside_main_is_read_with_block_lines_base_path_and_variables() throws Exception {
        Path base = install("ComfyUI");
        Files.writeString(base.resolve("extra_model_paths.yaml"), """
                # a comment
                a111:
                    base_path: ~/${UI}/models
                    checkpoints: Stable-diffusion
                    loras: |
                        Lora
                        LyCORIS

                    unet: "C:/models/unet"
                empty_section:
                broken: just text
                """);
        ModelFolders folders = ModelFolders.builder(Map.of("HOME", home.toString(), "UI", "webui")::get)
                .comfyUi(base)
                .build();
        Path models = home.resolve("webui/models");
        assertThat(folders.of("checkpoints"))
                .containsExactly(
                        base.resolve("models/checkpoints"),
                        models.resolve("Stable-diffusion"),
                        base.resolve("output/checkpoints"));
        assertThat(folders.of("loras")).contains(models.resolve("Lora"), models.resolve("LyCORIS"));
        assertThat(folders.of("diffusion_models")).hasSize(4);
        assertThat(folders.notes()).singleElement().asString().contains("broken");
    }

    @Test
    void is_default_puts_each_line_at_the_front_so_that_the_last_comes_first() throws Exception {
        Path base = install("ComfyUI");
        Path yaml = Files.writeString(home.resolve("extra.yaml"), """
                shared:
                    is_default: true
                    base_path: shared
                    loras: |
                        one
                        two
                again:
                    is_default: True
                    loras: shared/one
                """);
        ModelFolders folders =
                ModelFolders.builder().comfyUi(base).extraModelPaths(yaml).build();
        assertThat(folders.of("loras"))
                .as("a directory that is known is moved, not doubled; relative paths start at the YAML's folder")
                .startsWith(home.resolve("shared/one"), home.resolve("shared/two"), base.resolve("models/loras"))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_list_is_accepted_and_an_absolute_value_ignores_base_path() throws Exception {
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        Path yaml = Files.writeString(home.resolve("extra.yaml"), """
                s:
                    base_path: base
                    vae: [v1, v2]
                    checkpoints: %s
                """.formatted(elsewhere));
        ModelFolders folders = ModelFolders.builder().extraModelPaths(yaml).build();
        assertThat(folders.of("vae")).containsExactly(home.resolve("base/v1"), home.resolve("base/v2"));
        assertThat(folders.of("checkpoints")).containsExactly(elsewhere);
    }

    @Test
    void yaml_that_is_broken_gives_a_note_and_the_install_still_works() throws Exception {
        Path base = install("ComfyUI");
        Files.writeString(base.resolve("extra_model_paths.yaml"), "a: [unclosed\n\t- x");
        ModelFolders folders = ModelFolders.builder().comfyUi(base).build();
        assertThat(folders.notes()).singleElement().asString().contains("extra_model_paths.yaml", "not valid YAML");
        assertThat(folders.of("checkpoints")).contains(base.resolve("models/checkpoints"));
    }

    @Test
    void several_installs_are_searched_in_the_order_given() throws Exception {
        Path first = install("A");
        Path second = install("B");
        assertThat(ModelFolders.builder().comfyUi(first).comfyUi(second).build().of("vae"))
                .containsExactly(
                        first.resolve("models/vae"),
                        second.resolve("models/vae"),
                        first.resolve("output/vae"),
                        second.resolve("output/vae"));
    }

    @Test
    void the_walk_takes_model_files_only_and_leaves_downloads_out() throws Exception {
        Path loras = Files.createDirectories(install("ComfyUI").resolve("models/loras/SDXL"));
        for (String name : List.of(
                "a.safetensors",
                "B.GGUF",
                "c.sft",
                "a.safetensors.index.json",
                "a.preview.png",
                "d.safetensors.part",
                "e.tmp",
                "half.safetensors",
                "half.safetensors.aria2")) {
            Files.writeString(loras.resolve(name), "x");
        }
        ModelFolders.Walk walk =
                ModelFolders.builder().comfyUi(home.resolve("ComfyUI")).build().walk(List.of("loras"));
        assertThat(walk.files())
                .extracting(ModelFile::name)
                .containsExactly("SDXL/B.GGUF", "SDXL/a.safetensors", "SDXL/c.sft");
        assertThat(walk.problems()).singleElement().asString().contains("half.safetensors", "still being downloaded");
    }

    @Test
    void symlink_loop_is_named_and_does_not_stop_the_walk() throws Exception {
        Path loras = Files.createDirectories(install("ComfyUI").resolve("models/loras"));
        Files.writeString(loras.resolve("a.safetensors"), "x");
        Files.createSymbolicLink(loras.resolve("again"), loras);
        Files.createSymbolicLink(loras.resolve("gone.safetensors"), loras.resolve("nowhere"));
        ModelFolders.Walk walk =
                ModelFolders.builder().comfyUi(home.resolve("ComfyUI")).build().walk(List.of("loras"));
        assertThat(walk.files()).extracting(ModelFile::name).containsExactly("a.safetensors");
        assertThat(walk.problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("again", "link to a folder above"))
                .anySatisfy(problem -> assertThat(problem).contains("gone.safetensors", "not there"));
    }

    @Test
    void linked_folders_are_followed_as_hubs_and_shared_trees_need() throws Exception {
        Path shared = Files.createDirectories(home.resolve("shared"));
        Files.writeString(shared.resolve("s.safetensors"), "x");
        Path checkpoints = Files.createDirectories(install("ComfyUI").resolve("models/checkpoints"));
        Files.createSymbolicLink(checkpoints.resolve("link"), shared);
        assertThat(ModelFolders.builder()
                        .comfyUi(home.resolve("ComfyUI"))
                        .build()
                        .walk(List.of("checkpoints"))
                        .files())
                .containsExactly(
                        new ModelFile(checkpoints.resolve("link/s.safetensors"), "link/s.safetensors", "checkpoints"));
    }

    @Test
    void a_file_outside_every_install_gets_its_kind_from_the_folder_names() {
        ModelFolders folders = ModelFolders.none();
        assertThat(folders.kindOf(Path.of("/data/Lora/x.safetensors"))).isEqualTo("loras");
        assertThat(folders.kindOf(Path.of("/data/Stable-diffusion/xl/x.safetensors")))
                .isEqualTo("checkpoints");
        assertThat(folders.kindOf(Path.of("/data/x.safetensors"))).isEqualTo("other");
    }

    private Path install(String name) throws Exception {
        Path base = home.resolve(name);
        Files.createDirectories(base.resolve("models"));
        return base;
    }
}
