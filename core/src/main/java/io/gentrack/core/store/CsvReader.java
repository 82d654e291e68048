package io.gentrack.core.store;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of RFC 4180 text; a cell without quotes and without characters is null, one with quotes alone is an empty text. */
final class CsvReader {
    /** Characters; the longest real cell is a settings record with hundreds of LoRAs. */
    private static final int LONGEST_CELL = 16 << 20;

    private static final int MOST_CELLS = 1000;

    private final BufferedReader in;
    private final Counted counted;
    private long rows;

    /**
     * @param source is not closed
     * @param most bytes; more is an error
     */
    CsvReader(InputStream source, long most) {
        counted = new Counted(source, most);
        in = new BufferedReader(new InputStreamReader(counted, StandardCharsets.UTF_8));
    }

    private static final class Counted extends FilterInputStream {
        private final long most;
        private long read;

        private Counted(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            add(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            add(Math.max(n, 0));
            return n;
        }

        private void add(int n) throws IOException {
            read += n;
            if (read > most) {
                throw new IOException("the zip holds more than any history could be");
            }
        }
    }

    long bytes() {
        return counted.read;
    }

    /** How many were read. */
    long rows() {
        return rows;
    }

    /** The next row; empty at the end. */
    Optional<List<@Nullable String>> next() throws IOException {
        int c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        rows++;
        List<@Nullable String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        while (true) {
            boolean quoted = c == '"';
            cell.setLength(0);
            c = quoted ? quoted(cell) : plain(c, cell);
            cells.add(quoted || cell.length() > 0 ? cell.toString() : null);
            if (cells.size() > MOST_CELLS) {
                throw new IOException("row " + rows + " has more than " + MOST_CELLS + " cells");
            }
            if (c == '\r') {
                c = in.read();
            }
            if (c < 0 || c == '\n') {
                return Optional.of(cells);
            }
            if (c != ',') {
                throw new IOException("row " + rows + " has text behind a quoted cell");
            }
            c = in.read();
        }
    }

    /** @return the character behind the closing quote */
    private int quoted(StringBuilder cell) throws IOException {
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("row " + rows + " ends inside a quoted cell");
            }
            if (c == '"') {
                int after = in.read();
                if (after != '"') {
                    return after;
                }
            }
            append(cell, c);
        }
    }

    /** @return the character that ends the cell */
    private int plain(int first, StringBuilder cell) throws IOException {
        int c = first;
        while (c >= 0 && c != ',' && c != '\r' && c != '\n') {
            append(cell, c);
            c = in.read();
        }
        return c;
    }

    private void append(StringBuilder cell, int c) throws IOException {
        if (cell.length() >= LONGEST_CELL) {
            throw new IOException("row " + rows + " has a cell of more than " + LONGEST_CELL + " characters");
        }
        cell.append((char) c);
    }
}
