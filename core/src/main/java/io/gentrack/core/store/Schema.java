package io.gentrack.core.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Brings a file to the newest schema: backup first, then every step with its record, all in one transaction. */
final class Schema {
    private static final String RECORDS =
            "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)";

    private final Path file;
    private final Sql sql;
    private final List<Migration> migrations;

    Schema(Path file, Sql sql, List<Migration> migrations) {
        this.file = file;
        this.sql = sql;
        this.migrations = migrations;
    }

    private int newest() {
        return migrations.get(migrations.size() - 1).number();
    }

    /** For readers, who cannot bring a file up to date. */
    void requireCurrent() throws SQLException, StoreException {
        int version = check();
        if (version < newest()) {
            throw new StoreException(
                    StoreException.Kind.READ_ONLY,
                    "The database " + file + " was written by an older gentrack and is opened for reading only."
                            + " Run any command that writes, for example import, to bring it up to date.",
                    null);
        }
    }

    void bringUpToDate() throws SQLException, StoreException {
        int version = check();
        if (version == newest()) {
            return;
        }
        if (version > 0) {
            backup(version);
        }
        applyAll();
    }

    private int check() throws SQLException, StoreException {
        int version = version();
        boolean tables = sql.number("SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'") > 0;
        if (version == 0 && tables) {
            // Another gentrack may have made them in between; it sets the version in the same transaction.
            version = version();
        }
        if (version > newest()) {
            throw new StoreException(
                    StoreException.Kind.NEWER,
                    "The database " + file + " was written by a newer gentrack (its version is " + version
                            + ", this program knows " + newest()
                            + "). Update gentrack, or name another file with --db.",
                    null);
        }
        if (version == 0 && tables) {
            throw new StoreException(
                    StoreException.Kind.FOREIGN,
                    "The database " + file + " belongs to another program; gentrack leaves it as it is."
                            + " Name another file with --db. Another tracker's history can be taken over with import.",
                    null);
        }
        return version;
    }

    private int version() throws SQLException {
        return (int) sql.number("PRAGMA user_version");
    }

    /**
     * All steps that are missing in one transaction, so that no other process meets a file between two of them. Another process may
     * have done them meanwhile, so each looks again once the write lock is held.
     */
    private void applyAll() throws SQLException {
        sql.script("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            for (Migration migration : migrations) {
                if (version() < migration.number()) {
                    sql.script(RECORDS);
                    sql.script(migration.sql());
                    sql.update(
                            "INSERT INTO migrations VALUES (?, ?, datetime('now'))",
                            migration.number(),
                            migration.name());
                    sql.script("PRAGMA user_version = " + migration.number());
                }
            }
            sql.script("COMMIT");
            done = true;
        } finally {
            if (!done) {
                Transactions.rollback(sql);
            }
        }
    }

    /** Beside the file, as {@code name.before-v2.bak}; a whole database, restored by copying it back. */
    private void backup(int version) throws SQLException {
        int copy = 0;
        Path target;
        do {
            String suffix = copy == 0 ? "" : "-" + copy;
            target = file.resolveSibling(file.getFileName() + ".before-v" + (version + 1) + suffix + ".bak");
            copy++;
        } while (Files.exists(target));
        sql.update("VACUUM INTO ?", target.toString());
    }
}
