package io.gentrack.core.container;

import java.io.IOException;
import java.util.List;

/**
 * Safetensors: models, LoRAs, ComfyUI's {@code .latent}.
 *
 * <pre>
 * u64 length of the header (little-endian) | header: {"__metadata__": {"prompt": "…", "workflow": "…"}, "tensor": {…}, …} | tensors
 * </pre>
 *
 * The values of {@code __metadata__} are strings that hold JSON. What trainers leave there is not looked at here.
 */
final class SafetensorsReader implements FormatReader {
    private static final int LENGTH_BYTES = 8;

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        long length = in.i64le(0);
        if (length < 0 || !in.has(LENGTH_BYTES, length)) {
            found.fault("its header is longer than the file");
        }
        long there = in.size() - LENGTH_BYTES;
        EmbeddedJson.read(
                in, LENGTH_BYTES, length < 0 ? there : Math.min(length, there), List.of("__metadata__"), found);
    }
}
