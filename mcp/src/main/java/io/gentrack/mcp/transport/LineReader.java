package io.gentrack.mcp.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of bytes with a limit, since a client may send one without end. */
final class LineReader {
    /** One line; of one that is too long only that it was. */
    static final class Line {
        private final byte[] bytes;
        private final boolean tooLong;

        private Line(byte[] bytes, boolean tooLong) {
            this.bytes = bytes;
            this.tooLong = tooLong;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean tooLong() {
            return tooLong;
        }

        boolean blank() {
            for (byte b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return !tooLong;
        }
    }

    private final InputStream in;
    private final int most;
    private final byte[] buffer = new byte[16_384];
    private int position;
    private int filled;

    LineReader(InputStream in, int most) {
        this.in = in;
        this.most = most;
    }

    /** Empty at the end; a last line need not end in a line feed. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        boolean any = false;
        while (true) {
            if (position == filled) {
                filled = in.read(buffer);
                position = 0;
                if (filled <= 0) {
                    filled = 0;
                    return any ? Optional.of(new Line(line.toByteArray(), tooLong)) : Optional.empty();
                }
            }
            any = true;
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            if (line.size() + (end - position) > most) {
                tooLong = true;
                line.reset();
            }
            if (!tooLong) {
                line.write(buffer, position, end - position);
            }
            boolean complete = end < filled;
            position = complete ? end + 1 : end;
            if (complete) {
                return Optional.of(new Line(line.toByteArray(), tooLong));
            }
        }
    }
}
