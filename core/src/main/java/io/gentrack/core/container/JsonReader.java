package io.gentrack.core.container;

import java.io.IOException;
import java.util.Optional;

/** A text file as it is; a byte order mark goes, and UTF-16 (as PowerShell writes it) becomes UTF-8. */
final class JsonReader implements FormatReader {

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        Optional<byte[]> whole = found.load(in, 0, in.size(), "document", "the start");
        if (whole.isPresent()) {
            byte[] bytes = whole.get();
            int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
            boolean utf16 = mark == 0xFEFF || mark == 0xFFFE;
            byte[] text = Texts.trim(utf16 ? Texts.fromUtf16(bytes, 0, bytes.length, false) : bytes);
            if (text.length == 0) {
                found.fault("it holds nothing but blanks");
            } else {
                found.document(text);
            }
        }
    }
}
