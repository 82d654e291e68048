package io.gentrack.core.job;

import io.gentrack.core.store.Counted;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/**
 * Takes over the {@code generations.db} of the TypeScript tracker (artokun/comfyui-mcp): its combinations get our fingerprints, its
 * counts become executions of origin {@code peer}, and its mistakes are named instead of imported. Doing it twice changes nothing.
 *
 * <p>The other tracker does not say which pictures it counted. Where they are imported as well, they count once more.
 */
public final class PeerImport {
    private static final int BATCH = 1000;
    private static final Set<String> COLUMNS = Set.of("settings_hash", "model_family", "sampler", "reuse_count");

    private final Store store;
    private final List<PeerReport.Rejected> rejected = new ArrayList<>();
    private final List<Entry> batch = new ArrayList<>();
    private final Map<String, Long> civitaiIds = new HashMap<>();
    private long rows;
    private long added;
    private long known;
    private long unresolved;

    private PeerImport(Store store) {
        this.store = store;
    }

    /** True for a database with that tracker's tables; false for ours and everything else. */
    public static boolean recognises(Path file) {
        try (Connection peer = connect(file)) {
            return columns(peer, "generations").containsAll(COLUMNS)
                    && columns(peer, "executions").isEmpty();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Reads the file, which is not changed, and records what is sound in it. */
    public static PeerReport run(Path file, Store store) throws StoreException {
        try (Connection peer = connect(file)) {
            return new PeerImport(store).read(peer);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    private static Set<String> columns(Connection peer, String table) throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement statement = peer.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    private PeerReport read(Connection peer) throws SQLException, StoreException {
        try (Statement statement = peer.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM generations ORDER BY id")) {
            while (row.next()) {
                long id = row.getLong("id");
                try {
                    add(PeerRow.read(row));
                } catch (PeerRow.Mistake e) {
                    rejected.add(new PeerReport.Rejected(id, String.valueOf(e.getMessage())));
                }
            }
        }
        flush();
        for (Map.Entry<String, Long> lora : civitaiIds.entrySet()) {
            store.publicLora(lora.getKey(), lora.getValue());
        }
        return new PeerReport(rows, added, known, unresolved, rejected, hints(peer));
    }

    private void add(PeerRow row) throws StoreException {
        rows++;
        unresolved += row.resolved() ? 0 : 1;
        Optional<String> lora = row.loraHash();
        if (lora.isPresent() && row.loraCivitaiId().isPresent()) {
            civitaiIds.put(lora.get(), row.loraCivitaiId().get());
        }
        for (long ordinal = 0; ordinal < row.uses(); ordinal++) {
            batch.add(Entry.of(row.run(ordinal)));
            if (batch.size() == BATCH) {
                flush();
            }
        }
    }

    private void flush() throws StoreException {
        for (Counted counted : store.record(batch)) {
            added += counted.added();
            known += counted.known();
        }
        batch.clear();
    }

    private static List<PeerReport.FileHashHint> hints(Connection peer) throws SQLException {
        List<PeerReport.FileHashHint> hints = new ArrayList<>();
        if (!columns(peer, "file_hashes").contains("file_mtime")) {
            return hints;
        }
        try (Statement statement = peer.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT file_path, file_size, file_mtime, sha256, file_type, civitai_id FROM file_hashes"
                                + " WHERE length(sha256) = 64 ORDER BY filename")) {
            while (row.next()) {
                long civitaiId = row.getLong(6);
                Optional<Long> id = row.wasNull() ? Optional.empty() : Optional.of(civitaiId);
                hints.add(new PeerReport.FileHashHint(
                        row.getString(1), row.getLong(2), row.getString(3), row.getString(4), row.getString(5), id));
            }
        }
        return hints;
    }
}
