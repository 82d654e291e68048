package io.gentrack.hasher.folders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameResolverTest {
    @TempDir
    Path home;

    private final Map<Path, String> hashes = new HashMap<>();

    @Test
    void the_first_root_that_has_the_file_wins() throws Exception {
        Path first = model("unet/flux.safetensors");
        model("diffusion_models/flux.safetensors");
        assertFound("flux.safetensors", "diffusion_models", first, Resolution.Step.LITERAL);
        assertFound("./flux.safetensors", "unet", first, Resolution.Step.LITERAL);
    }

    @Test
    void a_name_cannot_climb_out_of_its_root() throws Exception {
        Path outside = Files.writeString(
                Files.createDirectories(home.resolve("c/models")).resolve("x.safetensors"), "x");
        assertThat(outside).exists();
        assertThat(resolver().resolve("../x.safetensors", "checkpoints")).isInstanceOf(Resolution.NotFound.class);
        Path inside = model("checkpoints/x.safetensors");
        assertFound("../../x.safetensors", "checkpoints", inside, Resolution.Step.LITERAL);
    }

    @Test
    void backslashes_of_a_windows_graph_are_read_as_folders() throws Exception {
        Path file = model("loras/SDXL/foo.safetensors");
        assertFound("SDXL\\foo.safetensors", "loras", file, Resolution.Step.SEPARATORS);
    }

    @Test
    void case_and_unicode_composition_of_another_system_do_not_matter() throws Exception {
        Path file = model("checkpoints/Sub/" + Normalizer.normalize("Modèle.safetensors", Normalizer.Form.NFD));
        assertFound("sub\\MODÈLE.safetensors", "checkpoints", file, Resolution.Step.CASE_AND_COMPOSITION);
    }

    @Test
    void a_turkish_i_is_no_other_letter() throws Exception {
        Path file = model("checkpoints/PIXIE.safetensors");
        assertFound("pixie.safetensors", "checkpoints", file, Resolution.Step.CASE_AND_COMPOSITION);
    }

    @Test
    void a_unique_base_name_is_found_but_marked() throws Exception {
        Path file = model("loras/characters/foo.safetensors");
        Resolution found = resolver().resolve("C:\\ai\\models\\Lora\\foo.safetensors", "loras");
        assertThat(found).isEqualTo(new Resolution.Found(file, "loras", Resolution.Step.BASE_NAME));
        assertThat(((Resolution.Found) found).exact()).isFalse();
    }

    @Test
    void a_text_without_suffix_finds_its_file_but_a_dot_is_no_suffix() throws Exception {
        Path file = model("loras/detail.v1.safetensors");
        assertFound("detail.v1", "loras", file, Resolution.Step.BASE_NAME_WITHOUT_SUFFIX);
        assertThat(resolver().resolve("detail", "loras")).isInstanceOf(Resolution.NotFound.class);
        assertThat(resolver().resolve("detail.v1.gguf", "loras"))
                .as("another format is another file")
                .isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void checkpoints_and_diffusion_models_stand_in_for_each_other() throws Exception {
        Path file = model("diffusion_models/flux.gguf");
        assertFound("flux.gguf", "checkpoints", file, Resolution.Step.OTHER_KEY);
    }

    @Test
    void same_name_in_two_folders_is_never_guessed() throws Exception {
        Path a = model("loras/a/lora.safetensors");
        Path b = model("loras/b/lora.safetensors");
        assertThat(resolver().resolve("lora.safetensors", "loras"))
                .isInstanceOfSatisfying(
                        Resolution.Ambiguous.class,
                        several -> assertThat(several.candidates()).containsExactlyInAnyOrder(a, b));
        hashes.put(a, "1");
        hashes.put(b, "2");
        assertThat(resolver().resolve("lora.safetensors", "loras")).isInstanceOf(Resolution.Ambiguous.class);
        hashes.put(b, "1");
        assertFound("lora.safetensors", "loras", a, Resolution.Step.SAME_CONTENT);
    }

    @Test
    void two_links_to_one_file_are_one_file() throws Exception {
        Path file = model("loras/a/lora.safetensors");
        Files.createDirectories(home.resolve("c/models/loras/b"));
        Files.createSymbolicLink(home.resolve("c/models/loras/b/lora.safetensors"), file);
        assertFound("lora.safetensors", "loras", file, Resolution.Step.BASE_NAME);
    }

    @Test
    void placeholders_name_no_file() {
        for (String name : new String[] {"None", "", "Baked VAE", "undefined", " none "}) {
            assertThat(resolver().resolve(name, "vae")).as(name).isInstanceOf(Resolution.NoFile.class);
        }
    }

    @Test
    void an_unknown_key_is_looked_for_everywhere() throws Exception {
        Path file = model("upscale_models/4x.pth");
        assertThat(resolver().resolve("4x.pth"))
                .isEqualTo(new Resolution.Found(file, "upscale_models", Resolution.Step.LITERAL));
        assertThat(resolver().resolve("a\0b")).isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void the_stored_form_of_a_name_has_forward_slashes_and_no_dots() {
        assertThat(NameResolver.canonicalName(".\\SDXL\\\\foo.safetensors")).isEqualTo("SDXL/foo.safetensors");
        assertThat(NameResolver.baseName("C:\\x\\foo.safetensors")).isEqualTo("foo.safetensors");
    }

    private void assertFound(String name, String key, Path file, Resolution.Step step) {
        Resolution found = resolver().resolve(name, key);
        assertThat(found).isInstanceOf(Resolution.Found.class);
        assertThat(((Resolution.Found) found).path()).isEqualTo(file);
        assertThat(((Resolution.Found) found).step()).isEqualTo(step);
    }

    private NameResolver resolver() {
        return new NameResolver(
                ModelFolders.builder().comfyUi(home.resolve("c")).build(),
                path -> Optional.ofNullable(hashes.get(path)));
    }

    private Path model(String name) throws Exception {
        Path file = home.resolve("c/models").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }
}
