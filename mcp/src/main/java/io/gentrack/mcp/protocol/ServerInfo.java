package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * Who the server says it is.
 *
 * @param instructions for the language model: what the server is good for
 */
public record ServerInfo(String name, String title, String version, String instructions) {
    public ServerInfo {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(title, "title is null");
        Objects.requireNonNull(version, "version is null");
        Objects.requireNonNull(instructions, "instructions is null");
    }

    ObjectNode json() {
        return Json.object().put("name", name).put("title", title).put("version", version);
    }
}
