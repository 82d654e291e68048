package io.gentrack.hasher.folders;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Folder names of other programs' model trees (A1111, Forge, Stability Matrix) as folder keys. */
final class FolderNames {
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("checkpoints", "checkpoints"),
            Map.entry("stable-diffusion", "checkpoints"),
            Map.entry("stablediffusion", "checkpoints"),
            Map.entry("unet", "diffusion_models"),
            Map.entry("diffusion_models", "diffusion_models"),
            Map.entry("diffusionmodels", "diffusion_models"),
            Map.entry("loras", "loras"),
            Map.entry("lora", "loras"),
            Map.entry("lycoris", "loras"),
            Map.entry("vae", "vae"),
            Map.entry("text_encoders", "text_encoders"),
            Map.entry("textencoders", "text_encoders"),
            Map.entry("clip", "text_encoders"),
            Map.entry("controlnet", "controlnet"),
            Map.entry("embeddings", "embeddings"),
            Map.entry("hypernetworks", "hypernetworks"),
            Map.entry("upscale_models", "upscale_models"),
            Map.entry("esrgan", "upscale_models"),
            Map.entry("realesrgan", "upscale_models"),
            Map.entry("swinir", "upscale_models"),
            Map.entry("clip_vision", "clip_vision"));

    private FolderNames() {}

    /** The key that the nearest telling folder name gives, or {@code other}. */
    static String kindByFolderName(Path file) {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            Path name = folder.getFileName();
            String kind = name == null ? null : KINDS.get(name.toString().toLowerCase(Locale.ROOT));
            if (kind != null) {
                return kind;
            }
        }
        return "other";
    }
}
