package io.gentrack.core.settings;

import io.gentrack.core.extract.parameters.FileHash;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /**
     * The file on this machine that a hash of a text identifies; empty where there is none, or where several have it.
     */
    default Optional<ModelRef> find(FileHash hash) {
        return Optional.empty();
    }

    /**
     * The family of a file whose content is known; empty where nothing but the graph can say it.
     *
     * @param file as {@link #resolve} gave it
     */
    default Optional<Families.Family> family(ModelRef file) {
        return Optional.empty();
    }

    /**
     * These names, with what the text about a picture says of its files. A file on this machine is known better than that; a
     * hash says better than a name which file was used.
     */
    default ModelNames knowing(List<FileHash> hashes) {
        return hashes.isEmpty() ? this : new HintedNames(this, hashes);
    }

    /** {@code name:} and the lower-case base name: two unknown models stay two, and a folder or a user's path is no identity. */
    static ModelRef byName(String name) {
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        return new ModelRef(ModelRef.BY_NAME + name.substring(slash + 1).toLowerCase(Locale.ROOT), name);
    }
}
