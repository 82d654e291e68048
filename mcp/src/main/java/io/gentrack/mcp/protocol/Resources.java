package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What a client can read by address. */
public interface Resources {
    /** Of a server that has none. */
    Resources NONE = new Resources() {
        @Override
        public List<ObjectNode> list() {
            return List.of();
        }

        @Override
        public List<ObjectNode> templates() {
            return List.of();
        }

        @Override
        public Optional<ObjectNode> read(String uri) {
            return Optional.empty();
        }
    };

    /** As {@code resources/list} shows them: uri, name, title, description, mimeType. */
    List<ObjectNode> list();

    /** As {@code resources/templates/list} shows them: uriTemplate, name … */
    List<ObjectNode> templates();

    /** The contents (uri, mimeType, text or blob); empty where there is no such resource. */
    Optional<ObjectNode> read(String uri);

    /** What a variable of a template may be, beginning like what is typed, the likeliest first. */
    default List<String> complete(String template, String variable, String typed) {
        return List.of();
    }
}
