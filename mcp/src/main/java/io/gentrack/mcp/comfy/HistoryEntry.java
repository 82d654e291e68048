package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A finished run as ComfyUI's {@code /history} keeps it.
 *
 * @param promptId unique, also over restarts
 * @param graph API format; JSON null where there is none
 * @param success false for errors and interrupts
 * @param cached nodes that did not run because their result was still there
 * @param finished by the server's clock
 * @param problem what ComfyUI said of a run that failed
 */
public record HistoryEntry(
        String promptId,
        JsonNode graph,
        boolean success,
        Set<String> cached,
        Optional<Instant> finished,
        List<OutputFile> outputs,
        Optional<String> problem) {
    private static final int MOST_OUTPUTS = 200;

    /** A file the run made; {@code type} is output, temp or input. */
    public record OutputFile(String node, String filename, String subfolder, String type) {}

    public HistoryEntry {
        Objects.requireNonNull(promptId, "promptId is null");
        Objects.requireNonNull(graph, "graph is null");
        cached = Set.copyOf(cached);
        Objects.requireNonNull(finished, "finished is null");
        outputs = List.copyOf(outputs);
        Objects.requireNonNull(problem, "problem is null");
    }

    /**
     * Reads the parts of one entry.
     *
     * @param status the field of this name; messages in it are {@code [type, {…}]} with times in milliseconds
     * @param outputs the field of this name: node id to lists of files
     */
    static HistoryEntry of(String promptId, JsonNode graph, JsonNode status, JsonNode outputs) {
        Set<String> cached = new HashSet<>();
        Optional<Instant> finished = Optional.empty();
        Optional<String> problem = Optional.empty();
        for (JsonNode message : status.path("messages")) {
            JsonNode body = message.path(1);
            switch (message.path(0).asText()) {
                case "execution_cached" -> body.path("nodes").forEach(node -> cached.add(node.asText()));
                case "execution_success" -> finished = time(body);
                case "execution_error" -> problem = Optional.of(error(body));
                case "execution_interrupted" -> problem = Optional.of("The run was interrupted.");
                default -> {}
            }
        }
        return new HistoryEntry(
                promptId,
                graph,
                status.path("status_str").asText().equals("success"),
                cached,
                finished,
                files(outputs),
                problem);
    }

    private static Optional<Instant> time(JsonNode body) {
        long millis = body.path("timestamp").asLong();
        try {
            return millis > 0 ? Optional.of(Instant.ofEpochMilli(millis)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String error(JsonNode body) {
        return "Node " + body.path("node_id").asText("?") + " ("
                + body.path("node_type").asText("?") + ") failed: "
                + body.path("exception_message").asText("no message").strip();
    }

    private static List<OutputFile> files(JsonNode outputs) {
        List<OutputFile> files = new ArrayList<>();
        for (var node : outputs.properties()) {
            for (JsonNode list : node.getValue()) {
                for (JsonNode file : list) {
                    if (file.path("filename").isTextual() && files.size() < MOST_OUTPUTS) {
                        files.add(new OutputFile(
                                node.getKey(),
                                file.path("filename").asText(),
                                file.path("subfolder").asText(""),
                                file.path("type").asText("output")));
                    }
                }
            }
        }
        return files;
    }

    /** The run made a video file, whatever its graph says. */
    boolean film() {
        return outputs.stream()
                .map(f -> f.filename().toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.endsWith(".mp4")
                        || name.endsWith(".webm")
                        || name.endsWith(".mov")
                        || name.endsWith(".mkv"));
    }
}
