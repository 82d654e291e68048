package io.gentrack.hasher.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A SQLite file with the table of the store's first migration. */
public final class TestStore {
    private TestStore() {}

    public static Connection open(Path file) throws SQLException, IOException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement();
                InputStream ddl = TestStore.class.getResourceAsStream("/file_hashes.sql")) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
            statement.execute("PRAGMA busy_timeout = 5000");
            boolean there;
            try (var tables = statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'file_hashes'")) {
                there = tables.next();
            }
            if (!there) {
                statement.executeUpdate(new String(ddl.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return connection;
    }
}
