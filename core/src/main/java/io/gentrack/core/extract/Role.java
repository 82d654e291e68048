package io.gentrack.core.extract;

import java.util.Locale;

/** What a pass does in its chain. */
public enum Role {
    /** Makes the composition from an empty latent. */
    BASE,
    /** Starts from a picture. */
    IMG2IMG,
    /** Paints a masked part. */
    INPAINT,
    /** Goes on with the noise another pass left: refiner, Wan low-noise expert. Folded into that pass's group. */
    CONTINUATION,
    /** Samples again after the result was enlarged. */
    HIRES,
    /** Samples again at the same size. */
    REFINE,
    /** Paints parts of a finished picture anew. */
    DETAIL,
    /** Enlarges in tiles with a diffusion model. */
    UPSCALE,
    /** Works on a loaded picture only; nothing was generated from scratch. */
    ENHANCE,
    /** Turns the latent of one model into that of another (stage B of Cascade). */
    DECODER,
    /** Runs backwards, from picture to noise. */
    INVERT,
    /** Feeds a later pass as a prompt or control, not as the picture to go on with. */
    REFERENCE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
