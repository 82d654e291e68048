package io.gentrack.community.client;

import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks on behalf of somebody who asked something else: a look at one's own history may be completed by what others use, but what
 * stands in such a question is no business of a server. A model or LoRA is named by the hash of a public file, or nobody is asked.
 */
public final class DiscreetCommunity implements CommunitySettings {
    private static final PublicWords WORDS = PublicWords.load();
    private static final String BY_NAME =
            "SELECT DISTINCT hash FROM names WHERE role = ? AND instr(folded, ?) > 0 ORDER BY hash";
    private static final Answer NOTHING = new Answer.Found(List.of(), OptionalInt.empty());

    private final CommunitySettings community;
    private final Store store;

    /**
     * @param community who is asked
     * @param store what is public here
     */
    public DiscreetCommunity(CommunitySettings community, Store store) {
        this.community = Objects.requireNonNull(community, "community is null");
        this.store = Objects.requireNonNull(store, "store is null");
    }

    @Override
    public boolean configured() {
        return community.configured();
    }

    @Override
    public Answer search(Query query) {
        try {
            PublicFiles files = PublicFiles.read(store);
            Optional<String> model = hash(files, "model", query.model());
            Optional<String> lora = hash(files, "lora", query.lora());
            boolean said = model.isPresent() == query.model().isPresent()
                    && lora.isPresent() == query.lora().isPresent()
                    && query.family().map(WORDS::family).orElse(true)
                    && query.sampler().map(WORDS::sampler).orElse(true)
                    && query.loraCivitaiId().map(files::hasVersion).orElse(true);
            return said
                    ? community.search(new Query(
                            query.family(),
                            model,
                            lora,
                            query.loraCivitaiId(),
                            query.sampler(),
                            query.limit(),
                            query.offset()))
                    : NOTHING;
        } catch (StoreException e) {
            return new Answer.Failed(String.valueOf(e.getMessage()));
        }
    }

    /** The hash of the public file that a text means: the text itself, or a file with such a name here. */
    private Optional<String> hash(PublicFiles files, String role, Optional<String> text) throws StoreException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String upper = text.get().strip().toUpperCase(Locale.ROOT);
        if (files.find(upper).isPresent()) {
            return Optional.of(upper);
        }
        String part = text.get().strip().toLowerCase(Locale.ROOT);
        List<String> hashes = store.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BY_NAME)) {
                statement.setString(1, role);
                statement.setString(2, part);
                List<String> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
                return found;
            }
        });
        return hashes.stream().filter(hash -> files.find(hash).isPresent()).findFirst();
    }
}
