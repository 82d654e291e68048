package io.gentrack.core.container;

/** What a file from a stranger may cost. Real graphs are below 0.5 MB; these leave room for a hundred times that. */
final class Limits {
    /** Bytes of one text, stored or inflated, and of all texts of one file together. */
    static final int TEXT_BYTES = 64 << 20;

    /** Bytes of a text under a key that is not one of ours. */
    static final int OTHER_BYTES = 4 << 20;

    /** Texts under keys that are not ours. */
    static final int OTHER_PIECES = 64;

    /** Bytes of a key. */
    static final int KEY_BYTES = 128;

    /** Chunks, boxes, elements, pages or entries looked at in one file. An hour of video has some ten thousand. */
    static final int STEPS = 1_000_000;

    /** Notes kept about one file. */
    static final int NOTES = 32;

    /** Nesting of JSON that is looked into. ComfyUI's own graphs stay below 30. */
    static final int JSON_DEPTH = 2_000;

    private Limits() {}
}
