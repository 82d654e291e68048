package io.gentrack.hasher.cache;

import io.gentrack.hasher.hash.FileKey;
import io.gentrack.hasher.hash.FileStamp;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code file_hashes} to records and back. */
final class Rows {
    static final String COLUMNS = "path, base_name, size, mtime_ns, file_key, sha256, autov2, autov3, kind,"
            + " architecture, family, family_source, civitai_id, civitai_name, civitai_model_id, civitai_base_model,"
            + " civitai_type, checked_at, hashed_at, autov1";

    static final String UPSERT = "INSERT OR REPLACE INTO file_hashes (" + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** AutoV3 was looked for and the file has none: not NULL, which means that nobody looked. */
    private static final String NO_AUTOV3 = "-";

    private Rows() {}

    static CachedFile read(ResultSet row) throws SQLException {
        String key = row.getString("file_key");
        String autoV3 = row.getString("autov3");
        return new CachedFile(
                Path.of(row.getString("path")),
                new FileStamp(
                        row.getLong("size"),
                        row.getLong("mtime_ns"),
                        key == null ? Optional.empty() : FileKey.parse(key)),
                row.getString("sha256"),
                text(row, "autov1"),
                NO_AUTOV3.equals(autoV3) ? Optional.empty() : Optional.ofNullable(autoV3),
                autoV3 != null,
                row.getString("kind"),
                new FileFamily(text(row, "architecture"), text(row, "family"), text(row, "family_source")),
                identity(row),
                text(row, "checked_at").map(Instant::parse),
                Instant.parse(row.getString("hashed_at")));
    }

    private static Optional<PublicIdentity> identity(ResultSet row) throws SQLException {
        long id = row.getLong("civitai_id");
        if (row.wasNull()) {
            return Optional.empty();
        }
        return Optional.of(new PublicIdentity(
                id,
                row.getLong("civitai_model_id"),
                text(row, "civitai_name").orElse(""),
                text(row, "civitai_base_model").orElse(""),
                text(row, "civitai_type").orElse("")));
    }

    static void bind(PreparedStatement statement, CachedFile file) throws SQLException {
        statement.setString(1, file.path().toString());
        statement.setString(2, file.baseName());
        statement.setLong(3, file.stamp().size());
        statement.setLong(4, file.stamp().mtimeNs());
        text(statement, 5, file.stamp().key().map(FileKey::text).orElse(null));
        statement.setString(6, file.sha256());
        statement.setString(7, file.autoV2());
        text(statement, 8, file.autoV3().orElse(file.autoV3Known() ? NO_AUTOV3 : null));
        statement.setString(9, file.kind());
        text(statement, 10, file.family().architecture().orElse(null));
        text(statement, 11, file.family().family().orElse(null));
        text(statement, 12, file.family().source().orElse(null));
        number(statement, 13, file.identity().map(PublicIdentity::versionId).orElse(null));
        text(statement, 14, file.identity().map(PublicIdentity::name).orElse(null));
        number(statement, 15, file.identity().map(PublicIdentity::modelId).orElse(null));
        text(statement, 16, file.identity().map(PublicIdentity::baseModel).orElse(null));
        text(statement, 17, file.identity().map(PublicIdentity::type).orElse(null));
        text(statement, 18, file.checkedAt().map(Instant::toString).orElse(null));
        statement.setString(19, file.hashedAt().toString());
        text(statement, 20, file.autoV1().orElse(null));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static void text(PreparedStatement statement, int index, @Nullable String value) throws SQLException {
        statement.setString(index, value);
    }

    private static void number(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }
}
