package io.gentrack.mcp.comfy;

import java.io.IOException;
import java.net.URI;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The whole history of a server, for tests of other packages. */
public final class ComfyHistory {
    private ComfyHistory() {}

    public static void read(URI server, Consumer<HistoryEntry> sink) throws IOException, InterruptedException {
        new ComfyClient(server).history(1000, OptionalInt.empty(), id -> true, sink);
    }
}
