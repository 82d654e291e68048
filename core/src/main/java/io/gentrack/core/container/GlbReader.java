package io.gentrack.core.container;

import java.io.IOException;
import java.util.List;

/**
 * Binary glTF.
 *
 * <pre>
 * "glTF" u32 version u32 length | u32 chunk length "JSON" chunk | …          little-endian
 * chunk: {"asset": {"extras": {"prompt": "…", "workflow": "…"}}, …}
 * </pre>
 */
final class GlbReader implements FormatReader {
    private static final int JSON = Source.tag("JSON");
    private static final int BODY = 20;

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        if (in.tag(16) != JSON) {
            throw new Malformed("its first chunk is not JSON");
        }
        long length = in.u32le(12);
        if (!in.has(BODY, length)) {
            found.fault("it ends inside the chunk JSON");
        }
        EmbeddedJson.read(in, BODY, Math.min(length, in.size() - BODY), List.of("asset", "extras"), found);
    }
}
