package io.gentrack.hasher.job;

import io.gentrack.hasher.cache.FileFamily;
import io.gentrack.hasher.cache.PublicIdentity;
import io.gentrack.hasher.family.Family;
import io.gentrack.hasher.family.FamilyDetector;
import io.gentrack.hasher.folders.FolderKeys;
import io.gentrack.hasher.header.GgufHeader;
import io.gentrack.hasher.header.ModelHeader;
import io.gentrack.hasher.header.SafetensorsHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says what a model file is and why: {@code gentrack model FILE}. Reads the header only. */
public final class ModelExplainer {
    /** Files of these kinds belong to a family; a VAE or an upscaler serves several. */
    private static final Set<String> WITH_FAMILY = Set.of("checkpoints", "diffusion_models", "loras", "other");

    private final FamilyDetector detector = new FamilyDetector();

    /**
     * What is known about one file.
     *
     * @param header what its first bytes say; empty for formats without a readable header
     * @param family empty for kinds of files that belong to no family
     * @param notes what a user should know
     */
    public record Explanation(Optional<ModelHeader> header, Optional<Family> family, List<String> notes) {
        /** Copies. */
        public Explanation {
            notes = List.copyOf(notes);
        }

        /** The family as it is stored. */
        public FileFamily toRow() {
            return family.filter(found -> found.source() != Family.Source.NONE)
                    .map(found -> new FileFamily(
                            found.architecture(),
                            Optional.of(found.family()),
                            Optional.of(found.source().text())))
                    .orElse(FileFamily.UNKNOWN);
        }
    }

    /** Explains a file; a header that cannot be read is a note. */
    public Explanation explain(Path file, String kind, Optional<PublicIdentity> identity) {
        List<String> notes = new ArrayList<>();
        Optional<ModelHeader> header = header(file, notes);
        header.ifPresent(found -> {
            if (found instanceof ModelHeader.Malformed malformed) {
                notes.add(malformed.reason());
            } else if (found instanceof SafetensorsHeader safetensors && !safetensors.complete()) {
                notes.add("is shorter than its header says; the download may have stopped");
            }
        });
        if (!WITH_FAMILY.contains(kind)) {
            return new Explanation(header, Optional.empty(), notes);
        }
        Path name = file.getFileName();
        Optional<String> baseModel = identity.filter(known -> FamilyDetector.isModelType(known.type()))
                .map(PublicIdentity::baseModel)
                .filter(text -> !text.isEmpty());
        return new Explanation(
                header, Optional.of(detector.detect(header, name == null ? "" : name.toString(), baseModel)), notes);
    }

    private static Optional<ModelHeader> header(Path file, List<String> notes) {
        try {
            if (FolderKeys.isSafetensors(file)) {
                return Optional.of(SafetensorsHeader.read(file));
            }
            return file.toString().toLowerCase(Locale.ROOT).endsWith(".gguf")
                    ? Optional.of(GgufHeader.read(file))
                    : Optional.empty();
        } catch (IOException e) {
            notes.add("has a header that could not be read: " + e.getMessage());
            return Optional.empty();
        }
    }
}
