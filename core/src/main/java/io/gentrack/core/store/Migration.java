package io.gentrack.core.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * One step of the schema. Steps are only ever added; a released one never changes.
 *
 * @param number 1 for the first; the database's {@code user_version} once it is done
 * @param sql one or more statements
 */
record Migration(int number, String name, String sql) {
    /** All steps in order. */
    static final List<Migration> ALL = List.of(
            resource(1, "generations"),
            resource(2, "name_kinds"),
            resource(3, "public_hashes"),
            resource(4, "rank_of_models"),
            resource(5, "autov1"));

    Migration {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(sql, "sql is null");
    }

    private static Migration resource(int number, String name) {
        String file = "00" + number + "_" + name + ".sql";
        try (InputStream in = Migration.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program's own file " + file + " is missing from its jar");
            }
            return new Migration(number, name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
