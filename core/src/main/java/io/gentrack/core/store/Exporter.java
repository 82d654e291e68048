package io.gentrack.core.store;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the whole history to one file that {@link Importer} takes back without loss.
 *
 * <ul>
 *   <li>{@code sqlite}: a copy of the database
 *   <li>{@code json}: {@code {"gentrack_export": 1, "tables": {"generations": [{…}, …], …}}}; bytes are hex, null is left out
 *   <li>{@code csv}: a zip with one file per table (RFC 4180, UTF-8); texts stand in quotes, null is empty
 * </ul>
 */
public final class Exporter {
    /** Changes when an older program could not read the file. */
    static final int VERSION = 1;

    static final String MARK = "gentrack_export";

    /** The form of the file. */
    public enum Format {
        CSV,
        JSON,
        SQLITE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Store store;

    public Exporter(Store store) {
        this.store = Objects.requireNonNull(store, "store is null");
    }

    /**
     * Writes the file, all of one moment.
     *
     * @param file must not exist
     */
    public void write(Path file, Format format) throws StoreException, IOException {
        Path target = file.toAbsolutePath();
        switch (format) {
            case SQLITE -> store.copyTo(target);
            case JSON -> {
                try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                    inOneMoment(connection -> json(connection, out));
                }
            }
            case CSV -> {
                try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
                        ZipOutputStream zip = new ZipOutputStream(out)) {
                    inOneMoment(connection -> csv(connection, zip));
                }
            }
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run(Connection connection) throws SQLException, IOException;
    }

    private void inOneMoment(Writing writing) throws StoreException, IOException {
        IOException[] failed = new IOException[1];
        store.read(connection -> {
            try {
                writing.run(connection);
            } catch (IOException e) {
                failed[0] = e;
            }
            return true;
        });
        if (failed[0] != null) {
            throw failed[0];
        }
    }

    private static void json(Connection connection, OutputStream out) throws SQLException, IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeNumberField(MARK, VERSION);
            json.writeObjectFieldStart("tables");
            for (String table : Tables.ALL) {
                List<Tables.Column> columns = Tables.columns(connection, table);
                json.writeArrayFieldStart(table);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(select(table, columns))) {
                    while (row.next()) {
                        json.writeRaw('\n');
                        json.writeStartObject();
                        for (int i = 0; i < columns.size(); i++) {
                            field(json, columns.get(i).name(), row.getObject(i + 1));
                        }
                        json.writeEndObject();
                    }
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static void field(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value instanceof Number number && !(value instanceof Double)) {
            json.writeNumberField(name, number.longValue());
        } else if (value instanceof Double number) {
            json.writeNumberField(name, number);
        } else if (value != null) {
            json.writeStringField(name, text(value));
        }
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
    }

    private static String select(String table, List<Tables.Column> columns) {
        return "SELECT " + Tables.names(columns, "") + " FROM " + table;
    }

    private static void csv(Connection connection, ZipOutputStream zip) throws SQLException, IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(zip, StandardCharsets.UTF_8));
        for (String table : Tables.ALL) {
            List<Tables.Column> columns = Tables.columns(connection, table);
            zip.putNextEntry(new ZipEntry(table + ".csv"));
            writer.write(Tables.names(columns, "").replace(", ", ",") + "\r\n");
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(select(table, columns))) {
                while (row.next()) {
                    for (int i = 0; i < columns.size(); i++) {
                        if (i > 0) {
                            writer.write(',');
                        }
                        Object value = row.getObject(i + 1);
                        if (value instanceof Number) {
                            writer.write(value.toString());
                        } else if (value != null) {
                            writer.write('"' + text(value).replace("\"", "\"\"") + '"');
                        }
                    }
                    writer.write("\r\n");
                }
            }
            writer.flush();
            zip.closeEntry();
        }
    }
}
