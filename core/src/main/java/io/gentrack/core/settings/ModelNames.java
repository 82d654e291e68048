package io.gentrack.core.settings;

import java.util.Locale;

/** Turns the name a graph uses for a weights file into that file's identity. */
@FunctionalInterface
public interface ModelNames {
    /** Where no file is known: every name is its own identity. */
    ModelNames BY_NAME = (name, kind) -> byName(name);

    /**
     * The identity of one file.
     *
     * @param name in the graph's own spelling
     * @param kind ComfyUI's folder key: {@code checkpoints}, {@code diffusion_models}, {@code loras} …
     */
    ModelRef resolve(String name, String kind);

    /** {@code name:} and the lower-case base name: two unknown models stay two, and a folder or a user's path is no identity. */
    static ModelRef byName(String name) {
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        return new ModelRef(ModelRef.BY_NAME + name.substring(slash + 1).toLowerCase(Locale.ROOT), name);
    }
}
