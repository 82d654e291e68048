package io.gentrack.hasher.job;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.folders.FolderKeys;
import io.gentrack.hasher.folders.ModelFolders;
import io.gentrack.hasher.folders.NameResolver;
import io.gentrack.hasher.folders.Resolution;
import io.gentrack.hasher.hash.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * From a name in a graph to what is known about the file it means, for an import. Reads no model file: a file that is
 * not in the cache yet has no content here. Make a new one for each job, since it remembers what the folders held.
 */
public final class LocalModels {
    private final HashCache cache;
    private final NameResolver resolver;

    /** A look-up over the folders and the cache. */
    public LocalModels(ModelFolders folders, HashCache cache) {
        this.cache = cache;
        this.resolver = new NameResolver(folders, path -> content(path).map(CachedFile::sha256));
    }

    /**
     * What a name means here.
     *
     * @param content the cached content of the file; empty where it is not hashed yet, changed since, or not found
     * @param exact whether folder and name agree; otherwise a hash must be marked as found by name only
     */
    public record LocalModel(Resolution resolution, Optional<CachedFile> content, boolean exact) {}

    /** Looks a name up for a folder key; an empty key means that it is not known. */
    public LocalModel find(String name, String key) throws SQLException {
        Resolution resolution = key.isEmpty() ? resolver.resolve(name) : resolver.resolve(name, key);
        if (resolution instanceof Resolution.Found found) {
            return new LocalModel(resolution, content(found.path()), found.exact());
        }
        if (resolution instanceof Resolution.NotFound) {
            return new LocalModel(resolution, offline(name, key), false);
        }
        return new LocalModel(resolution, Optional.empty(), false);
    }

    /** Rows of files that cannot be reached now, all of one content. */
    private Optional<CachedFile> offline(String name, String key) throws SQLException {
        String kind = FolderKeys.canonical(key);
        List<CachedFile> rows = cache.byBaseName(NameResolver.baseName(name)).stream()
                .filter(row -> key.isEmpty() || row.kind().equals(kind))
                .toList();
        return rows.stream().map(CachedFile::sha256).distinct().count() == 1
                ? Optional.of(rows.get(0))
                : Optional.empty();
    }

    private Optional<CachedFile> content(Path path) {
        try {
            Optional<CachedFile> row = cache.row(path);
            return row.isPresent() && row.get().stamp().sameContentAs(FileStamp.of(path)) ? row : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException("the hash cache could not be read", e);
        }
    }
}
