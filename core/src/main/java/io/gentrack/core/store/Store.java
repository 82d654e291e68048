package io.gentrack.core.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The database of one user. Several processes may have it open; each write is one short transaction.
 *
 * <p>Safe for use by several threads, which take turns on one connection. Readers that must not wait for a writer open their own.
 */
public final class Store implements AutoCloseable {
    /** How long a write waits for another program's before it gives up. */
    public static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

    /** A batch touches many index pages; SQLite's own 2 MB would write and read them several times. */
    private static final int CACHE_KIB = 32 * 1024;
    /** Pages; each checkpoint waits for the disk, and at the usual 1000 nearly every batch would make one. */
    private static final int CHECKPOINT_PAGES = 4000;

    private static final String WRITE = "BEGIN IMMEDIATE";
    private static final long LONG_WRITE_NANOS = 50_000_000;
    /** Several times as long as {@link Patience} waits between two tries; a hundredth of a batch. */
    private static final long BREAK_NANOS = 10_000_000;

    private final Path file;
    private final Sql sql;
    private final Patience patience;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile long breakUntil = System.nanoTime();

    private Store(Path file, Sql sql, Patience patience) {
        this.file = file;
        this.sql = sql;
        this.patience = patience;
    }

    public static Store open(Path file, OpenMode mode) throws StoreException {
        return open(file, mode, DEFAULT_WAIT);
    }

    /**
     * Opens or makes the file.
     *
     * @param wait for another program's write, at most about 24 days
     */
    public static Store open(Path file, OpenMode mode, Duration wait) throws StoreException {
        return open(file, mode, wait, Migration.ALL);
    }

    static Store open(Path file, OpenMode mode, Duration wait, List<Migration> migrations) throws StoreException {
        Objects.requireNonNull(mode, "mode is null");
        Path absolute = file.toAbsolutePath();
        prepareFile(absolute, mode);
        Sql sql = null;
        Patience patience = new Patience(wait);
        try {
            sql = new Sql(connect(absolute, mode, wait, patience));
            Schema schema = new Schema(absolute, sql, migrations);
            if (mode == OpenMode.READ_ONLY) {
                schema.requireCurrent();
            } else {
                schema.bringUpToDate();
            }
            return new Store(absolute, sql, patience);
        } catch (SQLException e) {
            closeQuietly(sql, e);
            throw StoreException.of(absolute, e);
        } catch (StoreException e) {
            closeQuietly(sql, e);
            throw e;
        }
    }

    private static void prepareFile(Path file, OpenMode mode) throws StoreException {
        if (mode == OpenMode.READ_ONLY) {
            if (!Files.exists(file)) {
                throw new StoreException(
                        StoreException.Kind.MISSING,
                        "There is no database " + file + " yet. Run import first, or name the file with --db.",
                        null);
            }
            return;
        }
        Path folder = Objects.requireNonNull(file.getParent(), "an absolute file has a folder");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Kind.CANNOT_OPEN,
                    "The folder " + folder + " for the database cannot be made (" + e.getMessage()
                            + "). Name another file with --db.",
                    e);
        }
    }

    private static Connection connect(Path file, OpenMode mode, Duration wait, Patience patience) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.enforceForeignKeys(true);
        // Else the driver asks for the row id after every insert, with a statement that it prepares anew each time.
        config.setGetGeneratedKeys(false);
        config.setCacheSize(-CACHE_KIB);
        config.setPragma(SQLiteConfig.Pragma.TEMP_STORE, "MEMORY");
        config.setReadOnly(mode == OpenMode.READ_ONLY);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            BusyHandler.setHandler(connection, patience);
            if (mode == OpenMode.READ_WRITE) {
                switchToWal(connection, wait);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** SQLite does not wait by itself when two programs switch a new file at the same time. */
    private static void switchToWal(Connection connection, Duration wait) throws SQLException {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            try (java.sql.Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
                return;
            } catch (SQLiteException e) {
                if (e.getResultCode() != SQLiteErrorCode.SQLITE_BUSY || System.nanoTime() - end > 0) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void closeQuietly(@Nullable Sql sql, Exception why) {
        if (sql != null) {
            try {
                sql.close();
            } catch (SQLException e) {
                why.addSuppressed(e);
            }
        }
    }

    public Path file() {
        return file;
    }

    /**
     * Adds what was read from files or seen on a server, all or nothing. A run that is already known is not counted again; a graph whose
     * reading changed moves its run to the new combination.
     *
     * @return what each entry changed, in their order
     */
    public List<Counted> record(List<Entry> entries) throws StoreException {
        return writing(() -> new RecordingWriter(sql).write(entries));
    }

    /** The ledger rows of those of the paths that have one. */
    public Map<String, SourceRow> ledger(Collection<String> paths) throws StoreException {
        return reading(() -> Ledger.find(sql, paths));
    }

    /**
     * Gives every combination that used {@code oldHash} its new identity, and merges it where that exists already. Counts are added,
     * ratings and executions kept.
     *
     * @return how many combinations changed
     */
    public int rekey(Rekey rekey) throws StoreException {
        return writing(() -> new Rekeyer(sql).apply(rekey));
    }

    /**
     * Notes that a LoRA is public.
     *
     * @param hash its AutoV2
     * @param civitaiId of the version on CivitAI
     */
    public void publicLora(String hash, long civitaiId) throws StoreException {
        writing(() -> {
            sql.update("UPDATE names SET civitai_id = ? WHERE role = 'lora' AND hash = ?", civitaiId, hash);
            return sql.update(
                    "UPDATE generations SET lora_civitai_id = ? WHERE id IN"
                            + " (SELECT generation_id FROM generation_loras WHERE hash = ? AND position = 0)",
                    civitaiId,
                    hash);
        });
    }

    /**
     * Notes what the user thinks of a combination.
     *
     * @return false where there is no such combination
     */
    public boolean rate(String settingsHash, Rating rating) throws StoreException {
        return writing(() -> Ratings.rate(
                sql, sql.number("SELECT id FROM generations WHERE settings_hash = ?", settingsHash), rating));
    }

    /**
     * Notes what the user thinks of a combination.
     *
     * @return false where there is no such combination
     */
    public boolean rate(long id, Rating rating) throws StoreException {
        return writing(() -> Ratings.rate(sql, id, rating));
    }

    public Stats stats() throws StoreException {
        return reading(() -> StatsReader.read(sql));
    }

    /** Best first: reuse moved by ratings, then the latest. */
    public List<Suggestion> suggest(SuggestQuery query) throws StoreException {
        return reading(() -> new Suggester(sql).find(query));
    }

    public Optional<Suggestion> find(String settingsHash) throws StoreException {
        return reading(() -> new Suggester(sql).find(settingsHash));
    }

    /** Hashes of unresolved models and LoRAs ({@code name:…}, {@code autov3:…}), sorted. */
    public List<String> unresolved() throws StoreException {
        return reading(() -> Rekeyer.unresolved(sql));
    }

    /** How graphs spell the files of an identity, by role and name. */
    public List<Spelling> spellings(String hash) throws StoreException {
        return reading(() -> new Spellings(sql).of(hash));
    }

    /**
     * Notes as which kinds of files graphs load names whose content is not known.
     *
     * @param kindsByName folder keys by the graphs' spelling
     */
    public void noteKinds(Map<String, ? extends Set<String>> kindsByName) throws StoreException {
        if (!kindsByName.isEmpty()) {
            writing(() -> {
                new Spellings(sql).noteKinds(kindsByName);
                return kindsByName.size();
            });
        }
    }

    /**
     * Has the next import read again all files with runs of an identity, since it turned out to stand for more than one file.
     *
     * @param settled spellings, with the kinds meant, whose files will leave the identity when they are read again
     * @param others whether other spellings or kinds stay with it; if so the settled ones are forgotten here, so that nothing
     *     is read a third time
     * @return how many files
     */
    public int readAgain(String hash, Collection<Spelling> settled, boolean others) throws StoreException {
        return writing(() -> new Spellings(sql).readAgain(hash, settled, others));
    }

    /**
     * Forgets spellings of unknown files that no combination uses any more.
     *
     * @return how many
     */
    public int forgetUnusedNames() throws StoreException {
        return writing(() -> new Spellings(sql).forgetUnused());
    }

    /** For modules with tables of their own in this file, such as {@code file_hashes}. */
    public <T> T read(SqlWork<T> work) throws StoreException {
        return reading(() -> work.run(sql.connection()));
    }

    /** Like {@link #read}, in one transaction that holds the write lock from the start. */
    public <T> T write(SqlWork<T> work) throws StoreException {
        return writing(() -> work.run(sql.connection()));
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /** One transaction, so that several statements see one state. */
    <T> T reading(Work<T> work) throws StoreException {
        return transaction("BEGIN", work);
    }

    <T> T writing(Work<T> work) throws StoreException {
        letOthersWrite();
        return transaction(WRITE, work);
    }

    /** Who has just kept the write lock for long does not take it again before those who wait could. */
    private void letOthersWrite() {
        long left = breakUntil - System.nanoTime();
        if (left > 0 && !turn.isHeldByCurrentThread()) {
            LockSupport.parkNanos(Math.min(left, BREAK_NANOS));
        }
    }

    /** Like {@link #writing}, with another database file beside as the schema {@code other}. */
    <T> T writingBeside(Path other, Work<T> work) throws StoreException {
        turn.lock();
        try {
            sql.update("ATTACH DATABASE ? AS other", other.toAbsolutePath().toString());
            try {
                return writing(work);
            } finally {
                sql.detach("other");
            }
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        } finally {
            turn.unlock();
        }
    }

    private <T> T transaction(String begin, Work<T> work) throws StoreException {
        turn.lock();
        try {
            sql.script(begin);
            long start = System.nanoTime();
            boolean done = false;
            try {
                sql.inTransaction(true);
                T result = work.run();
                sql.script("COMMIT");
                done = true;
                return result;
            } finally {
                sql.inTransaction(false);
                if (!done) {
                    Transactions.rollback(sql);
                }
                if (begin.equals(WRITE)) {
                    long now = System.nanoTime();
                    boolean wasLong = now - start >= LONG_WRITE_NANOS;
                    patience.longWrites(wasLong);
                    breakUntil = now + (wasLong ? BREAK_NANOS : 0);
                }
            }
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        } finally {
            turn.unlock();
        }
    }

    /** A whole copy, of one moment. The file must not exist. */
    void copyTo(Path target) throws StoreException {
        turn.lock();
        try {
            sql.update("VACUUM INTO ?", target.toString());
        } catch (SQLException e) {
            throw StoreException.of(target, e);
        } finally {
            turn.unlock();
        }
    }

    Sql sql() {
        return sql;
    }

    @Override
    public void close() throws StoreException {
        turn.lock();
        try {
            sql.close();
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        } finally {
            turn.unlock();
        }
    }
}
