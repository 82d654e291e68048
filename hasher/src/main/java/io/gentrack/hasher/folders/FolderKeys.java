package io.gentrack.hasher.folders;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** ComfyUI's folder keys: aliases, default directories and which suffixes are models (folder_paths.py of 0.29.0). */
public final class FolderKeys {
    /** Keys that a hash job covers unless it is told otherwise. */
    public static final List<String> DEFAULT_JOB = List.of("checkpoints", "diffusion_models", "loras");

    private static final Set<String> EXTENSIONS =
            Set.of(".ckpt", ".pt", ".pt2", ".bin", ".pth", ".safetensors", ".pkl", ".sft", ".gguf");
    private static final Map<String, String> ALIASES = Map.of("unet", "diffusion_models", "clip", "text_encoders");

    /** Keys that packs add over the very directories of another key, for another suffix. */
    private static final Map<String, String> GGUF_VIEWS =
            Map.of("unet_gguf", "diffusion_models", "clip_gguf", "text_encoders");

    private static final Map<String, List<String>> DIRECTORIES = Map.of(
            "diffusion_models", List.of("unet", "diffusion_models"),
            "text_encoders", List.of("text_encoders", "clip"),
            "controlnet", List.of("controlnet", "t2i_adapter"));

    /** Keys whose default directory has their own name; packs' keys are found by looking at what is there. */
    static final List<String> CORE = List.of(
            "checkpoints",
            "diffusion_models",
            "text_encoders",
            "vae",
            "loras",
            "clip_vision",
            "style_models",
            "controlnet",
            "gligen",
            "hypernetworks",
            "photomaker",
            "upscale_models",
            "latent_upscale_models",
            "vae_approx",
            "model_patches",
            "audio_encoders",
            "background_removal",
            "frame_interpolation",
            "geometry_estimation",
            "optical_flow",
            "detection",
            "embeddings");

    /** Where the save nodes of ComfyUI write, below output. */
    static final Map<String, String> OUTPUT = Map.of(
            "checkpoints", "checkpoints",
            "clip", "text_encoders",
            "vae", "vae",
            "diffusion_models", "diffusion_models",
            "loras", "loras");

    private FolderKeys() {}

    /** The key that an alias or a view of a pack stands for. */
    public static String canonical(String key) {
        String known = ALIASES.getOrDefault(key, key);
        return GGUF_VIEWS.getOrDefault(known, known);
    }

    /** Whether a key lists GGUF files only. */
    static boolean isGgufView(String key) {
        return GGUF_VIEWS.containsKey(key);
    }

    /** The directories of a key below the models directory, in search order. */
    static List<String> directories(String key) {
        return DIRECTORIES.getOrDefault(key, List.of(key));
    }

    /** Whether the last suffix of a name is one of a model file. */
    public static boolean isModelFile(Path file) {
        Path name = file.getFileName();
        return name != null && EXTENSIONS.contains(extension(name.toString()));
    }

    /** The last suffix with its dot, lower-case; empty where there is none. */
    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= name.lastIndexOf('/') ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }

    /** Whether the file is laid out as safetensors, going by its name. */
    public static boolean isSafetensors(Path file) {
        String extension = extension(file.toString());
        return extension.equals(".safetensors") || extension.equals(".sft");
    }
}
