package io.gentrack.mcp.setup;

import java.util.List;
import java.util.Objects;

/** How a host starts the server. */
public record Launch(String command, List<String> arguments) {
    public Launch {
        Objects.requireNonNull(command, "command is null");
        arguments = List.copyOf(arguments);
    }
}
