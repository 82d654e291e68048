package io.gentrack.core.container;

/** How much of a file's metadata the caller has a use for; what is not wanted is seeked past, not read. */
public enum Wanted {
    /** Every piece, wherever in the file it stands. */
    ALL,
    /**
     * The {@code prompt} (the graph that ran) settles everything a {@code workflow} could say, so reading stops as soon as a usable one
     * is found, with the {@code parameters} and other texts that stand before the pixels. Without a usable prompt this equals {@link #ALL}.
     */
    PROMPT_FIRST
}
