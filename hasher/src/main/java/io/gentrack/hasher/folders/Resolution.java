package io.gentrack.hasher.folders;

import java.nio.file.Path;
import java.util.List;

/** Which file a name in a graph means. */
public sealed interface Resolution {
    /**
     * One file.
     *
     * @param kind folder key whose directories hold it
     */
    record Found(Path path, String kind, Step step) implements Resolution {
        /** Whether folder and name agree; else only the base name does, and a hash taken from it must be marked so. */
        public boolean exact() {
            return step.exact;
        }
    }

    /** Several different files have the name; none is taken. */
    record Ambiguous(List<Path> candidates) implements Resolution {
        /** Copies. */
        public Ambiguous {
            candidates = List.copyOf(candidates);
        }
    }

    /** No file of this machine has the name. */
    record NotFound() implements Resolution {}

    /** The text is a placeholder such as {@code None} or {@code Baked VAE} and names no file at all. */
    record NoFile() implements Resolution {}

    /** How the name was matched, in the order in which the ways are tried. */
    enum Step {
        /** Letter for letter below the first root that has it, as ComfyUI looks. */
        LITERAL(true),
        /** With {@code \} and {@code /} exchanged: the graph is from another system. */
        SEPARATORS(true),
        /** Without regard to case and Unicode composition: the graph is from Windows or macOS. */
        CASE_AND_COMPOSITION(true),
        /** The only file of that base name below the key's roots. */
        BASE_NAME(false),
        /** The only file of that base name, whose suffix the text leaves out. */
        BASE_NAME_WITHOUT_SUFFIX(false),
        /** As one of the above, but below the sister key (checkpoints, diffusion_models). */
        OTHER_KEY(false),
        /** Several files of that base name, all of the same content. */
        SAME_CONTENT(false);

        private final boolean exact;

        Step(boolean exact) {
            this.exact = exact;
        }
    }
}
