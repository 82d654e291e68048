package io.gentrack.community.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** The SQL that both servers use, from {@code community/sql}; its README says how the parts of a page go together. */
enum SqlFile {
    KNOWN_VERSIONS,
    ADD_VERSIONS,
    ADD_SETTINGS,
    ADD_CONTRIBUTIONS,
    DELETE_CONTRIBUTIONS,
    VERSIONS_BY_HASH,
    VERSIONS_BY_CIVITAI_ID,
    VERSIONS_BY_TITLE,
    METHODS,
    COLUMNS,
    FILTERS,
    LEAD_POPULAR,
    LEAD_FAMILY,
    LEAD_METHOD,
    LEAD_MODEL,
    LEAD_LORA;

    private static final String FOLDER = "/io/gentrack/community/sql/";
    /** As the files say it; SQLite uses the partial indexes only for this very text. */
    private static final String THRESHOLD = "users>=3";

    /** The query for a server that publishes from so many contributors. */
    String text(int minContributors) {
        return text("queries/" + name().toLowerCase(Locale.ROOT) + ".sql", minContributors);
    }

    static String migration(String name, int minContributors) {
        return text("migrations/" + name, minContributors);
    }

    private static String text(String path, int minContributors) {
        try (InputStream in = Objects.requireNonNull(SqlFile.class.getResourceAsStream(FOLDER + path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(THRESHOLD, "users>=" + minContributors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
