package io.gentrack.core.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** Takes back what {@link Exporter} wrote, or another gentrack's database: a merge, so doing it twice changes nothing. */
public final class Importer {
    private static final String SQLITE = "SQLite format 3\0";

    /** Bytes of all files of a zip, inflated; a history of five million runs is about a tenth of it. */
    private static final long MOST_INFLATED = 16L << 30;

    private Importer() {}

    /** What the file is, by its first bytes; empty for pictures, workflows and everything else that is no history. */
    public static Optional<Exporter.Format> recognise(Path file) {
        byte[] start = new byte[64];
        int read;
        try (InputStream in = Files.newInputStream(file)) {
            read = in.readNBytes(start, 0, start.length);
        } catch (IOException e) {
            return Optional.empty();
        }
        String text = new String(start, 0, read, StandardCharsets.ISO_8859_1);
        if (text.startsWith(SQLITE)) {
            return Optional.of(Exporter.Format.SQLITE);
        }
        if (text.startsWith("{\"" + Exporter.MARK + "\":")) {
            return Optional.of(Exporter.Format.JSON);
        }
        return text.startsWith("PK\3\4") && text.contains(Tables.ALL.get(0) + ".csv")
                ? Optional.of(Exporter.Format.CSV)
                : Optional.empty();
    }

    /**
     * Merges the file into the store, all or nothing.
     *
     * @throws IOException where the file is not what it seems; the message names the place
     */
    public static MergeReport run(Path file, Store store) throws StoreException, IOException {
        Exporter.Format format =
                recognise(file).orElseThrow(() -> new IOException(file + " is no history that gentrack exported"));
        if (format == Exporter.Format.SQLITE && current(file)) {
            return new Merger(store).merge(file);
        }
        Path folder = Files.createTempDirectory("gentrack-import");
        Path copy = folder.resolve("import.db");
        try {
            if (format == Exporter.Format.SQLITE) {
                copy(file, copy);
                Store.open(copy, OpenMode.READ_WRITE).close();
            } else {
                try (Store filled = Store.open(copy, OpenMode.READ_WRITE)) {
                    fill(file, format, filled);
                }
            }
            return new Merger(store).merge(copy);
        } finally {
            try (DirectoryStream<Path> made = Files.newDirectoryStream(folder)) {
                for (Path each : made) {
                    Files.delete(each);
                }
            }
            Files.deleteIfExists(folder);
        }
    }

    /** Tells a newer or foreign file in words; false of one that an older program wrote. */
    private static boolean current(Path file) throws StoreException {
        try {
            Store.open(file, OpenMode.READ_ONLY).close();
            return true;
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.READ_ONLY) {
                return false;
            }
            throw e;
        }
    }

    /** A file that is to be read only is not brought up to date itself; its copy is. */
    private static void copy(Path file, Path target) throws StoreException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
                PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, target.toString());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    private static void fill(Path file, Exporter.Format format, Store filled) throws StoreException, IOException {
        IOException[] failed = new IOException[1];
        filled.write(connection -> {
            try (InputStream in = Files.newInputStream(file);
                    Filler filler = new Filler(connection)) {
                if (format == Exporter.Format.JSON) {
                    json(file, in, filler);
                } else {
                    csv(file, in, filler);
                }
            } catch (IOException e) {
                failed[0] = e;
            }
            return true;
        });
        if (failed[0] != null) {
            throw failed[0];
        }
    }

    private static void json(Path file, InputStream in, Filler filler) throws IOException, SQLException {
        try (JsonParser json = new JsonFactory().createParser(in)) {
            expect(file, json, JsonToken.START_OBJECT);
            json.nextToken();
            expect(file, json, JsonToken.VALUE_NUMBER_INT);
            if (json.getIntValue() != Exporter.VERSION) {
                throw new IOException(file + " was exported by a newer gentrack. Update gentrack and import it again.");
            }
            expect(file, json, JsonToken.FIELD_NAME);
            expect(file, json, JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                filler.table(file, json.currentName());
                expect(file, json, JsonToken.START_ARRAY);
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    Map<String, Object> row = new HashMap<>();
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String name = json.currentName();
                        value(file, json).ifPresent(value -> row.put(name, value));
                    }
                    filler.add(file, row);
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }

    private static Optional<Object> value(Path file, JsonParser json) throws IOException {
        return switch (json.nextToken()) {
            case VALUE_STRING -> Optional.of(json.getText());
            case VALUE_NUMBER_INT -> Optional.of(json.getLongValue());
            case VALUE_NUMBER_FLOAT -> Optional.of(json.getDoubleValue());
            case VALUE_NULL -> Optional.empty();
            default -> throw damaged(file, json);
        };
    }

    private static void expect(Path file, JsonParser json, JsonToken wanted) throws IOException {
        if (json.nextToken() != wanted) {
            throw damaged(file, json);
        }
    }

    private static IOException damaged(Path file, JsonParser json) {
        return new IOException(file + " is damaged in line "
                + json.currentLocation().getLineNr() + "; export it again, or take a backup.");
    }

    private static void csv(Path file, InputStream in, Filler filler) throws IOException, SQLException {
        try (ZipInputStream zip = new ZipInputStream(in)) {
            long inflated = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!name.endsWith(".csv")) {
                    continue;
                }
                filler.table(file, name.substring(0, name.length() - ".csv".length()));
                CsvReader csv = new CsvReader(zip, MOST_INFLATED - inflated);
                List<String> columns = new ArrayList<>();
                for (@Nullable String column : csv.next().orElse(List.of())) {
                    columns.add(Objects.requireNonNullElse(column, ""));
                }
                for (Optional<List<@Nullable String>> next = csv.next(); next.isPresent(); next = csv.next()) {
                    List<@Nullable String> cells = next.get();
                    if (cells.size() != columns.size()) {
                        throw new IOException(file + ", " + name + ", row " + csv.rows() + ": " + cells.size()
                                + " cells for " + columns.size() + " columns.");
                    }
                    Map<String, Object> row = new HashMap<>();
                    for (int i = 0; i < cells.size(); i++) {
                        String cell = cells.get(i);
                        if (cell != null) {
                            row.put(columns.get(i), cell);
                        }
                    }
                    filler.add(file, row);
                }
                inflated += csv.bytes();
            }
        }
    }
}
