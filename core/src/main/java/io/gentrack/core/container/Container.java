package io.gentrack.core.container;

import java.util.Locale;

/** The file formats gentrack can tell apart by content. */
public enum Container {
    /** PNG and APNG. */
    PNG,
    WEBP,
    JPEG,
    /** AVIF and HEIF/HEIC: pictures in an ISO base media file. */
    AVIF,
    /** MP4, MOV, M4V, M4A: films and sound in an ISO base media file. */
    MP4,
    /** WebM and Matroska. */
    WEBM,
    FLAC,
    MP3,
    /** Ogg with Opus, Vorbis, FLAC or Theora inside. */
    OGG,
    GLB,
    SVG,
    GIF,
    /** Safetensors: models, LoRAs and ComfyUI's {@code .latent}. */
    SAFETENSORS,
    /** A text file: JSON by content, or any text whose name ends in {@code .json} or {@code .txt}. */
    JSON,
    /** None of the above. */
    UNKNOWN;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in lower case, as it is shown and stored. */
    public String label() {
        return label;
    }
}
