package io.gentrack.core.spi;

import java.util.Locale;

/** What a sampling node is for, by its class; the role in a chain follows from the graph. */
public enum PassKind {
    /** An ordinary sampler. */
    SAMPLE,
    /** A sampler that by its class goes on where the one before stopped (chain samplers). */
    CONTINUE,
    /** Paints parts of a finished picture anew (FaceDetailer). */
    DETAIL,
    /** Enlarges in tiles with a diffusion model (UltimateSDUpscale, SUPIR). */
    UPSCALE,
    /** Runs backwards, from picture to noise. */
    INVERT;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
