package io.gentrack.cli.models;

import io.gentrack.core.settings.Families;
import io.gentrack.core.settings.FileFamilies;
import io.gentrack.core.store.Rekey;
import io.gentrack.core.store.Spelling;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.cache.CachedFile;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the history the identities, families and public ids that it would have got had every hashed file been known from the
 * start. An identity by name that stands for several files is not split by guess: the pictures are read again.
 */
public final class Rekeying {
    /** Types of hashes that only a file with that very hash can resolve, whatever files have the name. */
    static final Set<String> BY_HASH = Set.of("autov3", "sha256_12");

    private static final List<String> MODEL_KINDS = List.of("checkpoints", "diffusion_models");

    private final Store store;
    private final ModelLibrary library;

    public Rekeying(Store store, ModelLibrary library) {
        this.store = Objects.requireNonNull(store, "store is null");
        this.library = Objects.requireNonNull(library, "library is null");
    }

    /**
     * What a run changed.
     *
     * @param files identities by name or by another hash that became a content
     * @param combinations that got a new identity for it
     * @param families combinations whose family the file knows better
     * @param readAgain pictures that the next import reads again
     */
    public record Outcome(int files, int combinations, int families, int readAgain) {
        public static final Outcome NOTHING = new Outcome(0, 0, 0, 0);
    }

    /** Identities only: what an import may have brought. */
    public Outcome identities() throws StoreException {
        try {
            return identitiesNow();
        } catch (SQLException e) {
            throw StoreException.of(store.file(), e);
        }
    }

    /** Identities, families and public ids: what new hashes and answers of the public site may change. */
    public Outcome everything() throws StoreException {
        try {
            Outcome names = identitiesNow();
            int families = families();
            publicLoras();
            return new Outcome(names.files(), names.combinations(), families, names.readAgain());
        } catch (SQLException e) {
            throw StoreException.of(store.file(), e);
        }
    }

    private Outcome identitiesNow() throws StoreException, SQLException {
        store.forgetUnusedNames();
        int files = 0;
        int combinations = 0;
        int readAgain = 0;
        for (String identity : store.unresolved()) {
            Found found = find(identity);
            if (found.contents().size() == 1 && found.open() == 0) {
                CachedFile content = found.contents().values().iterator().next();
                combinations +=
                        store.rekey(new Rekey(identity, content.autoV2(), family(library.family(content.autoV2()))));
                files++;
            } else if (!found.contents().isEmpty()) {
                readAgain += store.readAgain(identity, found.settled(), found.open() > 0);
            }
        }
        return new Outcome(files, combinations, 0, readAgain);
    }

    /**
     * What an identity comes to.
     *
     * @param contents by SHA-256
     * @param settled spellings and the kinds as which their content is known
     * @param open how many spellings have none as some kind of file
     */
    private record Found(Map<String, CachedFile> contents, List<Spelling> settled, int open) {}

    private Found find(String identity) throws StoreException, SQLException {
        int colon = identity.indexOf(':');
        String type = identity.substring(0, colon);
        String value = identity.substring(colon + 1);
        Map<String, CachedFile> contents = new LinkedHashMap<>();
        if (BY_HASH.contains(type)) {
            library.byHash(type, value).ifPresent(row -> contents.put(row.sha256(), row));
            return new Found(contents, List.of(), 0);
        }
        List<Spelling> settled = new ArrayList<>();
        int open = 0;
        for (Spelling spelling : store.spellings(identity)) {
            Set<String> kinds = kinds(spelling);
            List<String> known = new ArrayList<>();
            for (String kind : kinds) {
                Optional<CachedFile> content = type.equals("autov1")
                        ? withAutoV1(value, spelling.name(), kind)
                        : library.content(spelling.name(), kind);
                if (content.isPresent()) {
                    contents.put(content.get().sha256(), content.get());
                    known.add(kind);
                }
            }
            if (!known.isEmpty()) {
                settled.add(new Spelling(spelling.role(), spelling.name(), known));
            }
            // Nobody noted what another tracker's names were loaded as: one of the folders is enough.
            boolean guessed = spelling.kinds().isEmpty() && !spelling.role().equals("lora");
            if (known.isEmpty() || (!guessed && known.size() < kinds.size())) {
                open++;
            }
        }
        return new Found(contents, settled, open);
    }

    /** The file of a name unless its hash is another; else one of that name and that hash in any folder. */
    private Optional<CachedFile> withAutoV1(String value, String name, String kind) throws SQLException {
        Optional<CachedFile> named = library.content(name, kind).filter(file -> !file.isNotAutoV1(value));
        return named.isPresent() ? named : library.byAutoV1(value, name);
    }

    private static Set<String> kinds(Spelling spelling) {
        if (spelling.role().equals("lora")) {
            return Set.of("loras");
        }
        return new LinkedHashSet<>(spelling.kinds().isEmpty() ? MODEL_KINDS : spelling.kinds());
    }

    private static Optional<Rekey.Family> family(Optional<Families.Family> family) {
        return family.map(known -> new Rekey.Family(known.name(), known.source()));
    }

    private int families() throws StoreException, SQLException {
        Map<String, List<CachedFile>> byAutoV2 = new LinkedHashMap<>();
        for (CachedFile row : library.cache().all().values()) {
            byAutoV2.computeIfAbsent(row.autoV2(), any -> new ArrayList<>()).add(row);
        }
        int changed = 0;
        for (Map.Entry<String, List<CachedFile>> content : byAutoV2.entrySet()) {
            Optional<Families.Family> family = ModelLibrary.family(content.getValue());
            if (family.isPresent() && changes(content.getKey(), family.get())) {
                changed += store.rekey(new Rekey(content.getKey(), content.getKey(), family(family)));
            }
        }
        return changed;
    }

    private boolean changes(String autoV2, Families.Family family) throws StoreException {
        return store.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT DISTINCT model_family, family_source FROM generations WHERE model_hash = ?")) {
                statement.setString(1, autoV2);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Families.Family now =
                                new Families.Family(row.getString(1), row.getString(2), Families.Level.MEDIUM);
                        Families.Family better = FileFamilies.weigh(family, now);
                        if (!better.name().equals(now.name())
                                || !better.source().equals(now.source())) {
                            return true;
                        }
                    }
                    return false;
                }
            }
        });
    }

    private void publicLoras() throws StoreException {
        Map<String, Long> found = store.read(connection -> {
            Map<String, Long> ids = new LinkedHashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT DISTINCT n.hash, f.civitai_id FROM names n JOIN file_hashes f ON f.autov2 = n.hash"
                                    + " WHERE n.role = 'lora' AND f.civitai_id IS NOT NULL AND (n.civitai_id IS NOT f.civitai_id"
                                    + " OR EXISTS (SELECT 1 FROM generation_loras l JOIN generations g ON g.id = l.generation_id"
                                    + " WHERE l.hash = n.hash AND l.position = 0 AND g.lora_civitai_id IS NOT f.civitai_id))");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.put(row.getString(1), row.getLong(2));
                }
            }
            return ids;
        });
        for (Map.Entry<String, Long> lora : found.entrySet()) {
            store.publicLora(lora.getKey(), lora.getValue());
        }
    }
}
