package io.gentrack.community.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings the server's file to the newest schema and to the threshold that is asked for. */
final class CommunitySchema {
    private static final String TABLES = "0001_settings.sql";
    private static final String PUBLISHED = "0002_published.sql";
    private static final int NEWEST = 2;
    private static final Pattern THRESHOLD = Pattern.compile("users>=([0-9]+)");

    private CommunitySchema() {}

    /** @throws IllegalArgumentException where the file belongs to another program, or to a newer gentrack; for people */
    static void prepare(Connection connection, Path file, int minContributors) throws SQLException {
        Connections.transaction(connection, c -> {
            int version = (int) number(c, "PRAGMA user_version");
            boolean empty = number(c, "SELECT count(*) FROM sqlite_master") == 0;
            boolean ours = number(c, "SELECT count(*) FROM sqlite_master WHERE name = 'contributions'") > 0;
            if (!empty && !ours) {
                throw new IllegalArgumentException(
                        "The database " + file
                                + " belongs to something else; the community server leaves it as it is. Name another file with --db.");
            }
            if (version > NEWEST) {
                throw new IllegalArgumentException("The database " + file
                        + " was written by a newer gentrack. Update gentrack, or name another file with --db.");
            }
            if (version < 1) {
                Connections.script(c, SqlFile.migration(TABLES, minContributors));
            }
            if (version < NEWEST || threshold(c) != minContributors) {
                Connections.script(c, SqlFile.migration(PUBLISHED, minContributors));
                Connections.script(c, "PRAGMA user_version = " + NEWEST);
            }
            return version;
        });
    }

    /** The threshold that the indexes were made with. */
    private static int threshold(Connection connection) throws SQLException {
        List<String> sql = Connections.query(
                connection, row -> row.getString(1), "SELECT sql FROM sqlite_master WHERE name = 'settings_popular'");
        Matcher matcher = THRESHOLD.matcher(sql.isEmpty() ? "" : sql.get(0));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        return Connections.query(connection, row -> row.getLong(1), sql).get(0);
    }
}
