package io.gentrack.core.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/** The database could not do what was asked. Nothing of the failed step was written; the message names file, cause and next step. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is in the way. */
    public enum Kind {
        LOCKED,
        READ_ONLY,
        DISK_FULL,
        CORRUPT,
        NOT_A_DATABASE,
        FOREIGN,
        NEWER,
        MISSING,
        CANNOT_OPEN,
        FAILED
    }

    private final Kind kind;

    StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind is null");
    }

    public Kind kind() {
        return kind;
    }

    /** What SQLite said of a file, in words for its owner. */
    public static StoreException of(Path file, SQLException e) {
        Kind kind = kind(e);
        return new StoreException(kind, "The database " + file + " " + explain(kind, e), e);
    }

    private static Kind kind(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return Kind.FAILED;
        }
        String code = sqlite.getResultCode().name().toUpperCase(Locale.ROOT);
        if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED") || code.startsWith("SQLITE_PROTOCOL")) {
            return Kind.LOCKED;
        }
        if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_PERM")) {
            return Kind.READ_ONLY;
        }
        if (code.startsWith("SQLITE_FULL")) {
            return Kind.DISK_FULL;
        }
        if (code.startsWith("SQLITE_CORRUPT")) {
            return Kind.CORRUPT;
        }
        if (code.startsWith("SQLITE_NOTADB")) {
            return Kind.NOT_A_DATABASE;
        }
        return code.startsWith("SQLITE_CANTOPEN") ? Kind.CANNOT_OPEN : Kind.FAILED;
    }

    private static String explain(Kind kind, SQLException e) {
        return switch (kind) {
            case LOCKED ->
                "is in use by another program that did not let go in time. Close that program, or try again in a moment.";
            case READ_ONLY ->
                "may not be written. Check the permissions of the file and its folder, or name another file with --db.";
            case DISK_FULL ->
                "cannot grow because the disk is full. Nothing was half-written; free some space and run the command again.";
            case CORRUPT ->
                "is damaged (" + e.getMessage()
                        + "). Keep a copy, put back the last backup beside it, or import into a new file with --db.";
            case NOT_A_DATABASE -> "is not a SQLite database. Name another file with --db.";
            case CANNOT_OPEN ->
                "cannot be opened. Check that its folder exists and may be written, or name another file with --db.";
            case FOREIGN, NEWER, MISSING, FAILED -> "reported an error: " + e.getMessage();
        };
    }
}
