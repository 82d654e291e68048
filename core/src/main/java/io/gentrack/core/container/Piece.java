package io.gentrack.core.container;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One text as it stood in a file. Decoded when asked: strictly as UTF-8, and where it is not that, as Latin-1 (which every byte sequence
 * is). Texts in UTF-16 were turned into UTF-8 when they were found.
 */
public final class Piece {
    private final byte[] bytes;
    private final String where;
    private @Nullable String text;

    Piece(byte[] bytes, String where) {
        this.bytes = bytes;
        this.where = where;
    }

    /** The text. */
    public String text() {
        String known = text;
        if (known == null) {
            known = Utf8.decode(bytes);
            text = known;
        }
        return known;
    }

    /**
     * The text as UTF-8, for a parser that needs no String. These are the bytes of the file where they are UTF-8 already, so the array is
     * shared and must not be written to.
     */
    public byte[] utf8() {
        return Utf8.isValid(bytes, 0, bytes.length) ? bytes : text().getBytes(StandardCharsets.UTF_8);
    }

    /** Length in bytes as stored; more than the text has characters where it is not ASCII. */
    public long length() {
        return bytes.length;
    }

    /** The place inside the file, for people: {@code "tEXt prompt"}, {@code "EXIF UserComment"}. */
    public String where() {
        return where;
    }

    @Override
    public String toString() {
        return where + " (" + bytes.length + " bytes)";
    }
}
