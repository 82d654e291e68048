package io.gentrack.core.settings;

import io.gentrack.core.extract.parameters.FileHash;
import java.util.List;
import java.util.Optional;

/** Names, of which the text about the picture gives hashes. */
final class HintedNames implements ModelNames {
    private final ModelNames names;
    private final List<FileHash> hashes;

    HintedNames(ModelNames names, List<FileHash> hashes) {
        this.names = names;
        this.hashes = hashes.stream().sorted(FileHash.BEST_FIRST).toList();
    }

    @Override
    public ModelRef resolve(String name, String kind) {
        ModelRef here = names.resolve(name, kind);
        if (here.resolved()) {
            return here;
        }
        List<FileHash> hints =
                hashes.stream().filter(hash -> hash.names(name, kind)).toList();
        for (FileHash hint : hints) {
            Optional<ModelRef> found = names.find(hint);
            if (found.isPresent()) {
                return new ModelRef(found.get().hash(), name);
            }
        }
        return hints.isEmpty() ? here : new ModelRef(hints.get(0).identity(), name);
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
