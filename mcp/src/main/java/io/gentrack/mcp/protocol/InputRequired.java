package io.gentrack.mcp.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call that cannot go on before its client has answered. In the stateless era it ends here; the client calls again with the answers,
 * and the handler, run from its start, meets them where it asked. So a handler asks before it changes anything.
 */
public final class InputRequired extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Question> questions;

    InputRequired(Map<String, Question> questions) {
        // A way back, not a fault: no stack trace is filled in.
        super("input required", null, false, false);
        this.questions = new LinkedHashMap<>(questions);
    }

    Map<String, Question> questions() {
        return questions;
    }
}
