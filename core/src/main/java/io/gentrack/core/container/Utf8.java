package io.gentrack.core.container;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes to text where no label says the encoding. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** Strict UTF-8 first, else Latin-1. */
    static String decode(byte[] bytes) {
        // One pass where it is UTF-8, which it nearly always is: only a replacement character needs a second look.
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 || isValid(bytes, 0, bytes.length)
                ? text
                : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** True for well-formed UTF-8; plain ASCII, which nearly all graphs are, is seen eight bytes at a time. */
    static boolean isValid(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 8 <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += 8;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        if (at == to) {
            return true;
        }
        try {
            // Decodes in full and forgets the result: only texts with other letters than ASCII come here.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, to - at));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
