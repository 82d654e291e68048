package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * What a server may ask a client in the middle of a call.
 *
 * @param method {@code elicitation/create}, {@code sampling/createMessage} or {@code roots/list}
 * @param params of that method
 */
public record Question(String method, ObjectNode params) {
    public Question {
        Objects.requireNonNull(method, "method is null");
        Objects.requireNonNull(params, "params is null");
    }

    /** The capability a client declares that can answer it. */
    String capability() {
        return method.substring(0, method.indexOf('/'));
    }

    ObjectNode json() {
        return Json.object().put("method", method).set("params", params);
    }
}
