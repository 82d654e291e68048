package io.gentrack.cli.models;

import io.gentrack.core.extract.parameters.FileHash;
import io.gentrack.core.settings.Families;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.folders.Resolution;
import io.gentrack.hasher.job.LocalModels;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of graphs by the files of this machine, for one run: a name becomes a content only where ComfyUI itself would load that
 * file by it (separators, case and Unicode form aside) and the file is hashed. What fits by its base name only is kept by name.
 * Reads no model file; remembers each answer; safe for use by several threads.
 */
public final class LocalNames implements ModelNames {
    private static final String LORAS = "loras";

    private final ModelLibrary library;
    private final Map<Asked, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Optional<Families.Family>> families = new ConcurrentHashMap<>();

    private record Asked(String name, String kind) {}

    /**
     * @param content where it is known
     */
    private record Answer(ModelRef file, Standing standing, Optional<CachedFile> content) {
        static Answer unknown(String name, Standing standing) {
            return new Answer(ModelNames.byName(name), standing, Optional.empty());
        }
    }

    /** How well a name is known here. */
    public enum Standing {
        /** Its content is known. */
        KNOWN,
        /** Its file is here and has no hash yet. */
        NOT_HASHED,
        /** Files of that base name are here, but in another folder: they may be others. */
        NAME_ONLY,
        /** No such file is here. */
        NOT_HERE
    }

    public LocalNames(ModelLibrary library) {
        this.library = Objects.requireNonNull(library, "library is null");
    }

    @Override
    public ModelRef resolve(String name, String kind) {
        return answer(name, kind).file();
    }

    private Answer answer(String name, String kind) {
        return answers.computeIfAbsent(new Asked(name, kind), this::ask);
    }

    private Answer ask(Asked asked) {
        try {
            LocalModels.LocalModel found = library.find(asked.name(), asked.kind());
            if (found.exact()) {
                return found.content()
                        .map(content -> new Answer(
                                new ModelRef(content.autoV2(), asked.name()), Standing.KNOWN, found.content()))
                        .orElseGet(() -> Answer.unknown(asked.name(), Standing.NOT_HASHED));
            }
            boolean alike = found.content().isPresent()
                    || found.resolution() instanceof Resolution.Found
                    || found.resolution() instanceof Resolution.Ambiguous;
            return Answer.unknown(asked.name(), alike ? Standing.NAME_ONLY : Standing.NOT_HERE);
        } catch (SQLException e) {
            throw new IllegalStateException("the hash cache could not be read", e);
        }
    }

    /** For AutoV3, the beginning of a SHA-256, and AutoV1 with the name; a whole SHA-256 and an AutoV2 are an identity by themselves. */
    @Override
    public Optional<ModelRef> find(FileHash hash) {
        try {
            return switch (hash.type()) {
                case "autov2", "sha256" -> Optional.of(new ModelRef(hash.identity(), hash.name()));
                case "autov3", "sha256_12" ->
                    library.byHash(hash.type(), hash.value())
                            .map(CachedFile::autoV2)
                            .map(autoV2 -> new ModelRef(autoV2, hash.name()));
                case "autov1" ->
                    library.byAutoV1(hash.value(), hash.name()).map(file -> new ModelRef(file.autoV2(), hash.name()));
                default -> Optional.empty();
            };
        } catch (SQLException e) {
            throw new IllegalStateException("the hash cache could not be read", e);
        }
    }

    @Override
    public Optional<Families.Family> family(ModelRef file) {
        return file.resolved() ? families.computeIfAbsent(file.hash(), this::askFamily) : Optional.empty();
    }

    private Optional<Families.Family> askFamily(String autoV2) {
        try {
            return library.family(autoV2);
        } catch (SQLException e) {
            throw new IllegalStateException("the hash cache could not be read", e);
        }
    }

    @Override
    public ModelNames knowing(List<FileHash> hashes) {
        return hashes.isEmpty() ? this : new Hinted(this, hashes);
    }

    /** Names of one standing, sorted, each once. */
    public Set<String> names(Standing standing) {
        Set<String> names = new TreeSet<>();
        answers.forEach((asked, answer) -> {
            if (answer.standing() == standing) {
                names.add(asked.name());
            }
        });
        return names;
    }

    /** As which kinds graphs load the names whose content is not known; LoRAs have but one. */
    public Map<String, Set<String>> kinds() {
        Map<String, Set<String>> kinds = new HashMap<>();
        answers.forEach((asked, answer) -> {
            if (answer.standing() != Standing.KNOWN && !asked.kind().equals(LORAS)) {
                kinds.computeIfAbsent(asked.name(), any -> new TreeSet<>()).add(asked.kind());
            }
        });
        return kinds;
    }

    /**
     * Names of which the text about a picture gives hashes. The hash says which content was used, so it goes before the file
     * that has that name here today; only the best hash counts, for it is all that is kept of a file that becomes known later.
     */
    private record Hinted(LocalNames names, List<FileHash> hashes) implements ModelNames {
        @Override
        public ModelRef resolve(String name, String kind) {
            Optional<FileHash> best =
                    hashes.stream().filter(hash -> hash.names(name, kind)).min(FileHash.BEST_FIRST);
            if (best.isEmpty()) {
                return names.resolve(name, kind);
            }
            FileHash hint = best.get();
            ModelRef unknown = new ModelRef(hint.identity(), name);
            if (Rekeying.BY_HASH.contains(hint.type()) || unknown.resolved()) {
                return names.find(hint)
                        .map(file -> new ModelRef(file.hash(), name))
                        .orElse(unknown);
            }
            Answer here = names.answer(name, kind);
            boolean another = hint.type().equals("autov1")
                    && here.content()
                            .filter(file -> file.isNotAutoV1(hint.value()))
                            .isPresent();
            return here.file().resolved() && !another
                    ? here.file()
                    : names.find(hint)
                            .map(file -> new ModelRef(file.hash(), name))
                            .orElse(unknown);
        }

        @Override
        public Optional<ModelRef> find(FileHash hash) {
            return names.find(hash);
        }

        @Override
        public Optional<Families.Family> family(ModelRef file) {
            return names.family(file);
        }
    }
}
