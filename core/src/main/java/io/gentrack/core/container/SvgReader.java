package io.gentrack.core.container;

import java.io.IOException;
import java.util.Optional;

/**
 * SVG as ComfyUI saves it: {@code <metadata><![CDATA[{"prompt": {…}, "workflow": {…}}]]></metadata>}. Found by its marks, without an XML
 * parser: the rest of the file, and whether it is well-formed, do not matter.
 */
final class SvgReader implements FormatReader {
    private static final String ELEMENT = "<metadata";
    private static final String OPEN = "<![CDATA[";
    private static final String CLOSE = "]]>";

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        long size = Math.min(in.size(), Limits.TEXT_BYTES);
        long at = in.indexOf(ELEMENT, 0, size);
        while (at >= 0 && found.noGraphYet()) {
            found.step();
            // Every search goes on where the last one ended, so that no file makes this read a byte more than a few
            // times.
            long end = in.indexOf("</metadata", at, size);
            long open = in.indexOf(OPEN, at, end < 0 ? size : end);
            long next = end;
            if (open >= 0) {
                long text = open + OPEN.length();
                long close = in.indexOf(CLOSE, text, size);
                if (close < 0) {
                    found.fault("it ends inside its metadata");
                    return;
                }
                Optional<byte[]> json = found.load(in, text, close - text, Findings.USER_COMMENT, "metadata");
                json.ifPresent(bytes -> found.comment("metadata", bytes, "metadata", true));
                next = close;
            }
            at = next < 0 ? -1 : in.indexOf(ELEMENT, next, size);
        }
    }
}
