package io.gentrack.cli.models;

import io.gentrack.core.extract.parameters.FileHash;
import io.gentrack.core.settings.Families;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.FileFamily;
import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.folders.ModelFolders;
import io.gentrack.hasher.job.LocalModels;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * The model folders and the hash cache of one run, on a connection of their own. Opens no model file. Safe for use by several
 * threads, which take turns.
 */
public final class ModelLibrary implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(30);

    /** Best first: what the tensors say may still be refined by the trainer or by the file's name. */
    private static final List<String> BY_WORTH = List.of("civitai", "metadata", "file_name", "tensors", "gguf");

    private static final Comparator<FileFamily> BEST = Comparator.comparingInt(
                    (FileFamily family) -> BY_WORTH.indexOf(family.source().orElse("")))
            .thenComparing(family -> family.family().orElse(""));

    private final Connection connection;
    private final ModelFolders folders;
    private final HashCache cache;
    private final LocalModels models;

    private ModelLibrary(Connection connection, ModelFolders folders) {
        this.connection = connection;
        this.folders = folders;
        this.cache = new HashCache(connection);
        this.models = new LocalModels(folders, cache);
    }

    /** A library over a database that a store has brought up to date. */
    public static ModelLibrary open(Path database, ModelFolders folders) throws StoreException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) WAIT.toMillis());
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        try {
            return new ModelLibrary(config.createConnection("jdbc:sqlite:" + database.toAbsolutePath()), folders);
        } catch (SQLException e) {
            throw StoreException.of(database, e);
        }
    }

    /** For a job that runs alone. */
    public HashCache cache() {
        return cache;
    }

    public ModelFolders folders() {
        return folders;
    }

    /** What a name of a graph means here; an empty kind where the folder key is not known. */
    public synchronized LocalModels.LocalModel find(String name, String kind) throws SQLException {
        return models.find(name, kind);
    }

    /** The content of the file that folder and name mean for certain, where it is hashed. */
    public Optional<CachedFile> content(String name, String kind) throws SQLException {
        LocalModels.LocalModel found = find(name, kind);
        return found.exact() ? found.content() : Optional.empty();
    }

    /** The only content with an AutoV3 ({@code autov3}) or with the first twelve digits of a SHA-256 ({@code sha256_12}). */
    public synchronized Optional<CachedFile> byHash(String type, String value) throws SQLException {
        List<CachedFile> rows = cache.byHash(value).stream()
                .filter(row -> type.equals("autov3")
                        == row.autoV3().filter(value::equals).isPresent())
                .toList();
        return rows.stream().map(CachedFile::sha256).distinct().count() == 1
                ? Optional.of(rows.get(0))
                : Optional.empty();
    }

    /**
     * The only content that has this AutoV1 and a file of this name, folder and ending aside: texts of old pictures have both, and
     * models trained from one another can share the hash alone.
     */
    public synchronized Optional<CachedFile> byAutoV1(String value, String name) throws SQLException {
        List<CachedFile> rows = cache.byHash(value).stream()
                .filter(row -> FileHash.isSameName(row.baseName(), name))
                .toList();
        return rows.stream().map(CachedFile::sha256).distinct().count() == 1
                ? Optional.of(rows.get(0))
                : Optional.empty();
    }

    /** The family of a content by its AutoV2; empty where the file does not say it. */
    public synchronized Optional<Families.Family> family(String autoV2) throws SQLException {
        return family(cache.byHash(autoV2));
    }

    /** The family of a content by its rows, one for each path. */
    static Optional<Families.Family> family(Collection<CachedFile> rows) {
        return rows.stream()
                .map(CachedFile::family)
                .filter(family -> family.family().isPresent())
                .min(BEST)
                .map(best -> new Families.Family(
                        best.family().orElseThrow(), source(best.source().orElse("")), Families.Level.HIGH));
    }

    /** The hasher's word for what decided, in the words of a row of the history. */
    private static String source(String decided) {
        return switch (decided) {
            case "civitai" -> "hash";
            case "file_name" -> "file_name";
            default -> "header";
        };
    }

    @Override
    public void close() throws StoreException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreException.of(Path.of("generations.db"), e);
        }
    }
}
