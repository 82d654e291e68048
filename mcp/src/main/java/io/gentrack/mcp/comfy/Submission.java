package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.databind.JsonNode;

/** What ComfyUI said to a workflow it was given. */
public sealed interface Submission {
    /**
     * It will run.
     *
     * @param nodeErrors of outputs that will not, as the server gave them; empty where all are well
     */
    record Queued(String promptId, JsonNode nodeErrors) implements Submission {}

    /**
     * It will not run.
     *
     * @param message the server's own words
     * @param nodeErrors as the server gave them
     */
    record Refused(String message, JsonNode nodeErrors) implements Submission {}
}
