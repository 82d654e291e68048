package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the workflows in whatever is wrapped around them:
 *
 * <pre>
 * {"3": {"class_type": …}}                                   bare API form
 * {"nodes": […], "links": […]}                               bare UI form
 * {"prompt": {…}, "extra_data": {…}}                         body of POST /prompt
 * {"output": {…}, "workflow": {…}}                           what the front-end's graphToPrompt gives
 * {"&lt;id&gt;": {"prompt": [1, "&lt;id&gt;", {…}, {…}, […]], "status": {…}}}  /history, also one entry of it
 * {"queue_running": [[1, "&lt;id&gt;", {…}, …]], "queue_pending": […]}  /queue
 * </pre>
 *
 * and arrays of those; each of them may stand as JSON text inside a JSON string ({@code workflow_json} of hosted runners, {@code comfy} of
 * CivitAI's answers, dumps of a picture's texts). Where both forms of one workflow are there, the API form is taken: it is what ran.
 */
final class GraphFinder {
    /** A history export has four levels above the graph; anything deeper is somebody else's JSON. */
    private static final int MAX_LEVEL = 6;

    private static final int MAX_TEXT_IN_TEXT = 3;

    private static final Pattern BEFORE_JSON = Pattern.compile("(?i)(?:=|(?:prompt|workflow):)\\s*(?=\\{)");

    /** @param state what the export says about the run where it was no success */
    record Found(GraphReading.Form form, JsonNode json, Optional<Note> state) {}

    private final List<Found> found = new ArrayList<>();

    private GraphFinder() {}

    static List<Found> find(JsonNode json) {
        GraphFinder finder = new GraphFinder();
        finder.visit(json, MAX_LEVEL, MAX_TEXT_IN_TEXT, Optional.empty());
        return finder.found;
    }

    static String whyNone(JsonNode json) {
        if (json.isObject() && json.isEmpty()) {
            return "an empty JSON object";
        }
        if (json.path("nodes").isArray() && json.path("nodes").isEmpty()) {
            return "a workflow without nodes";
        }
        return "JSON, but no workflow: neither nodes with a class_type (API form) nor a list of nodes (UI form)";
    }

    /** Levels are bounded, so this recursion is. */
    private boolean visit(JsonNode json, int levels, int texts, Optional<Note> state) {
        if (json.isTextual()) {
            String text = bare(json.textValue());
            if (texts > 0
                    && JsonText.looksLikeJson(text)
                    && JsonText.parse(text) instanceof JsonText.Parsed.Value inner) {
                return visit(inner.json(), levels, texts - 1, state);
            }
            return false;
        }
        if (ApiGraphs.isApi(json)) {
            return found.add(new Found(GraphReading.Form.API, json, state));
        }
        if (isUi(json)) {
            // Deployment tools keep what is to run inside the drawing.
            JsonNode run = unwrapped(json.path("workflow_api"), texts);
            return found.add(
                    ApiGraphs.isApi(run)
                            ? new Found(GraphReading.Form.API, run, state)
                            : new Found(GraphReading.Form.UI, json, state));
        }
        if (levels == 0) {
            return false;
        }
        return json.isArray() ? array(json, levels, texts, state) : object(json, levels, texts, state);
    }

    private boolean array(JsonNode json, int levels, int texts, Optional<Note> state) {
        if (isQueueItem(json)) {
            return visit(json.get(2), levels - 1, texts, state)
                    || visit(json.path(3).path("extra_pnginfo").path("workflow"), levels - 1, texts, state);
        }
        boolean any = false;
        for (JsonNode element : json) {
            any |= visit(element, levels - 1, texts, state);
        }
        return any;
    }

    /** {@code [number, id, graph, extra data, outputs]}. */
    private static boolean isQueueItem(JsonNode json) {
        return json.size() >= 3 && json.get(0).isNumber() && json.get(1).isTextual();
    }

    private boolean object(JsonNode json, int levels, int texts, Optional<Note> state) {
        Optional<Note> own = stateOf(json).or(() -> state);
        Map<String, JsonNode> drawn = new LinkedHashMap<>();
        Map<String, JsonNode> run = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            JsonNode value = unwrapped(field.getValue(), texts);
            if (ApiGraphs.isApi(value)) {
                run.put(field.getKey(), value);
            } else if (isUi(value)) {
                drawn.put(field.getKey(), value);
            }
        }
        if (run.size() == 1 && drawn.size() == 1) {
            return visit(run.values().iterator().next(), levels - 1, texts, own);
        }
        for (String key : new String[] {"prompt", "output", "workflow"}) {
            if (json.has(key) && visit(json.get(key), levels - 1, texts, own)) {
                return true;
            }
        }
        JsonNode extra = json.path("extra_data").path("extra_pnginfo").path("workflow");
        if (!extra.isMissingNode() && visit(extra, levels - 1, texts, own)) {
            return true;
        }
        boolean any = false;
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (field.getValue().isContainerNode() || mentionsNodes(field.getValue())) {
                Optional<Note> here = field.getKey().equals("queue_pending")
                        ? Optional.of(Note.of("not-run", "The export shows this workflow waiting in the queue."))
                        : own;
                any |= visit(field.getValue(), levels - 1, texts, here);
            }
        }
        return any;
    }

    /** A text that is worth parsing: most texts in other programs' JSON are none of ours. */
    private static boolean mentionsNodes(JsonNode value) {
        return value.isTextual()
                && (value.textValue().contains("class_type")
                        || value.textValue().contains("nodes"));
    }

    /** Without what stands before the JSON: the {@code =} of n8n, the key that pictures without named texts begin with. */
    private static String bare(String text) {
        Matcher before = BEFORE_JSON.matcher(text);
        return before.lookingAt() ? text.substring(before.end()) : text;
    }

    /** What a text holds as JSON; anything else as it is. */
    private static JsonNode unwrapped(JsonNode value, int texts) {
        JsonNode inner = value;
        for (int depth = texts; depth > 0 && mentionsNodes(inner); depth--) {
            String text = bare(inner.textValue());
            if (!JsonText.looksLikeJson(text) || !(JsonText.parse(text) instanceof JsonText.Parsed.Value parsed)) {
                return inner;
            }
            inner = parsed.json();
        }
        return inner;
    }

    private static Optional<Note> stateOf(JsonNode entry) {
        return entry.path("status").path("status_str").asText("").equals("error")
                ? Optional.of(Note.of("run-failed", "The export says that this run ended with an error."))
                : Optional.empty();
    }

    /**
     * A list of nodes in which at least one has a type. Other programs draw nodes, too, and join them by {@code edges} (React Flow,
     * InvokeAI) or {@code connections} (n8n) instead of {@code links}.
     */
    private static boolean isUi(JsonNode json) {
        JsonNode nodes = json.path("nodes");
        boolean foreign = !json.has("links") && (json.has("edges") || json.has("connections"));
        if (!nodes.isArray() || foreign) {
            return false;
        }
        for (JsonNode node : nodes) {
            if (node.path("type").isTextual() && node.has("id")) {
                return true;
            }
        }
        return false;
    }
}
