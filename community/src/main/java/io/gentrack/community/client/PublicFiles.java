package io.gentrack.community.client;

import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.cache.PublicIdentity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which contents CivitAI publishes, as far as it was asked: by the full SHA-256 for files that are here ({@code file_hashes}), by
 * AutoV2 for files that only pictures know ({@code public_hashes}). What somebody else's history says of a file is no match.
 */
public final class PublicFiles {
    /** A model may be published later: a miss is asked again after this. */
    static final Duration MISS_HOLDS = Duration.ofDays(14);

    /** Published beside a model, but no model and no LoRA: that a file is one of these proves nothing. */
    private static final Set<String> NO_MODELS =
            Set.of("Training Data", "Config", "Archive", "Workflow", "VAE", "Text Encoder", "Negative");

    private static final String HERE =
            "SELECT autov2, civitai_id, coalesce(civitai_name, ''), coalesce(civitai_type, ''), checked_at FROM file_hashes";
    private static final String ELSEWHERE =
            "SELECT autov2, civitai_id, coalesce(civitai_name, ''), coalesce(civitai_type, ''), checked_at FROM public_hashes";
    private static final String OPEN = "SELECT hash FROM (SELECT model_hash AS hash FROM generations WHERE resolved = 1"
            + " UNION SELECT model2_hash FROM generations WHERE resolved = 1 AND model2_hash IS NOT NULL"
            + " UNION SELECT l.hash FROM generation_loras l JOIN generations g ON g.id = l.generation_id WHERE g.resolved = 1)"
            + " WHERE hash NOT IN (SELECT autov2 FROM file_hashes)"
            + " AND hash NOT IN (SELECT autov2 FROM public_hashes WHERE civitai_id IS NOT NULL OR checked_at > ?)"
            + " AND length(hash) = 10 ORDER BY hash";

    /** What is known of one content, the worst last: of two contents with the same ten digits the worse one counts. */
    private enum Standing {
        PUBLIC,
        NOT_ASKED,
        PRIVATE
    }

    private record Known(Standing standing, PublicFile file) {
        /** Ten digits are few: where two contents share them, one that is not public keeps both at home. */
        Known or(Known other) {
            return standing.compareTo(other.standing) >= 0 ? this : other;
        }
    }

    private final Map<String, Known> files;

    private PublicFiles(Map<String, Known> files) {
        this.files = Map.copyOf(files);
    }

    public static PublicFiles read(Store store) throws StoreException {
        return store.read(connection -> {
            Map<String, Known> files = read(connection, ELSEWHERE);
            // What the whole hash of a file says goes before what ten digits of it say.
            files.putAll(read(connection, HERE));
            return new PublicFiles(files);
        });
    }

    private static Map<String, Known> read(Connection connection, String query) throws SQLException {
        Map<String, Known> files = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                PublicFile file = new PublicFile(row.getString(1), row.getLong(2), row.getString(3));
                boolean asked = row.getString(5) != null;
                Standing standing = file.versionId() > 0 && !NO_MODELS.contains(row.getString(4))
                        ? Standing.PUBLIC
                        : asked ? Standing.PRIVATE : Standing.NOT_ASKED;
                files.merge(file.autoV2(), new Known(standing, file), Known::or);
            }
        }
        return files;
    }

    /** The public file with this AutoV2; empty where it is private, or where nobody was asked yet. */
    public Optional<PublicFile> find(String autoV2) {
        return Optional.ofNullable(files.get(autoV2))
                .filter(known -> known.standing() == Standing.PUBLIC)
                .map(Known::file);
    }

    /** Whether CivitAI was asked about a file and gave an answer. */
    boolean asked(String autoV2) {
        return Optional.ofNullable(files.get(autoV2))
                .filter(known -> known.standing() != Standing.NOT_ASKED)
                .isPresent();
    }

    /** Whether the id is that of a public file that is known here. */
    boolean hasVersion(long versionId) {
        return files.values().stream()
                .anyMatch(known ->
                        known.standing() == Standing.PUBLIC && known.file().versionId() == versionId);
    }

    /** Hashes (AutoV2) of the history whose file is not here and that were never asked about, or whose last miss is old. */
    static List<String> open(Store store, Instant now) throws StoreException {
        return store.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
                statement.setString(1, now.minus(MISS_HOLDS).toString());
                List<String> open = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        open.add(row.getString(1));
                    }
                }
                return open;
            }
        });
    }

    /** Keeps what the site says of a file that is not here; empty for "not there". */
    static void put(Store store, String autoV2, Optional<PublicIdentity> identity, Instant now) throws StoreException {
        store.write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT OR REPLACE INTO public_hashes VALUES (?,?,?,?,?,?,?)")) {
                statement.setString(1, autoV2);
                statement.setObject(2, identity.map(PublicIdentity::versionId).orElse(null));
                statement.setObject(3, identity.map(PublicIdentity::modelId).orElse(null));
                statement.setString(4, identity.map(PublicIdentity::name).orElse(null));
                statement.setString(5, identity.map(PublicIdentity::baseModel).orElse(null));
                statement.setString(6, identity.map(PublicIdentity::type).orElse(null));
                statement.setString(7, now.toString());
                return statement.executeUpdate();
            }
        });
    }
}
