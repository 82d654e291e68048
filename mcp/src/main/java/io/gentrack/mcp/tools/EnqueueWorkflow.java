package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.store.StoreException;
import io.gentrack.mcp.comfy.ComfyClient;
import io.gentrack.mcp.comfy.GenerationLog;
import io.gentrack.mcp.comfy.HistoryEntry;
import io.gentrack.mcp.comfy.Runner;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.LogLevel;
import io.gentrack.mcp.protocol.ToolResult;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;

/** Runs a workflow on ComfyUI and logs it once it succeeded. */
final class EnqueueWorkflow extends ToolBase {
    private final Parts.Source parts;

    EnqueueWorkflow(Parts.Source parts) {
        super("enqueue_workflow");
        this.parts = parts;
    }

    @Override
    ToolResult run(Arguments arguments, Call call) throws ArgumentException, StoreException, InterruptedException {
        JsonNode graph = graph(arguments.any("workflow").orElseThrow());
        Duration patience = Duration.ofSeconds(arguments.integer("timeout_seconds"));
        ComfyClient comfy = parts.get().comfy();
        Runner.Result result;
        try {
            call.log(LogLevel.DEBUG, "Sending the workflow to ComfyUI at " + comfy.address());
            Steps steps = new Steps(call);
            result = new Runner(comfy).run(graph, patience, steps::step);
        } catch (IOException e) {
            return new ToolResult.Failed("ComfyUI at " + comfy.address() + " does not answer (" + e.getMessage()
                    + "). Ask the user to start it, or to give gentrack its address with --comfyui.");
        }
        if (result instanceof Runner.Result.Refused refused) {
            return refused(refused);
        }
        if (result instanceof Runner.Result.Running running) {
            ObjectNode json = queued(
                    running.queued().promptId(), "running", running.queued().nodeErrors());
            json.put("logged", false);
            json.put("hint", "The run goes on and is logged when it succeeds. Look at generation_stats later.");
            return new ToolResult.Done(json);
        }
        Runner.Result.Ended ended = (Runner.Result.Ended) result;
        HistoryEntry entry = ended.entry();
        if (!entry.success()) {
            return new ToolResult.Failed("The run " + entry.promptId() + " did not succeed, so nothing is logged. "
                    + entry.problem().orElse("ComfyUI does not say why.")
                    + " Correct the workflow and call enqueue_workflow again.");
        }
        return ended(ended, parts.get().log().log(entry));
    }

    /** Progress over the whole run: each node counts its steps from 1 again. */
    private static final class Steps {
        private final Call call;
        private int done;
        private String node = "";

        Steps(Call call) {
            this.call = call;
        }

        void step(String at, int step, int steps) {
            done++;
            node = at;
            call.progress(done, OptionalDouble.empty(), "Node " + node + ": step " + step + " of " + steps);
        }
    }

    private static JsonNode graph(JsonNode workflow) throws ArgumentException {
        JsonNode json = Json.parse(InspectWorkflow.text(workflow))
                .orElseThrow(() -> new ArgumentException("workflow is not JSON."));
        JsonNode graph = json.path("prompt").isObject() ? json.path("prompt") : json;
        if (graph.path("nodes").isArray()) {
            throw new ArgumentException(
                    "This is a workflow in UI format, which ComfyUI's server cannot run. Take the API"
                            + " format: in ComfyUI, Workflow > Export (API).");
        }
        boolean nodes = graph.isObject() && !graph.isEmpty();
        for (JsonNode node : graph) {
            nodes &= node.path("class_type").isTextual();
        }
        if (!nodes) {
            throw new ArgumentException("workflow must be an object of nodes, each with class_type and inputs.");
        }
        return graph;
    }

    private static ToolResult refused(Runner.Result.Refused refused) {
        JsonNode errors = refused.refusal().nodeErrors();
        return new ToolResult.Failed(
                "ComfyUI refused the workflow: " + refused.refusal().message()
                        + (errors.isObject() && !errors.isEmpty() ? " node_errors: " + Json.text(errors) : "")
                        + " Correct these inputs and call enqueue_workflow again.");
    }

    private static ObjectNode queued(String promptId, String status, JsonNode nodeErrors) {
        ObjectNode json = Json.object().put("prompt_id", promptId).put("status", status);
        if (nodeErrors.isObject() && !nodeErrors.isEmpty()) {
            json.set("node_errors", nodeErrors);
        }
        return json;
    }

    private static ToolResult ended(Runner.Result.Ended ended, GenerationLog.Logged logged) {
        ObjectNode json =
                queued(ended.entry().promptId(), "success", ended.queued().nodeErrors());
        json.put("logged", logged.counted() > 0);
        if (!logged.settingsHashes().isEmpty()) {
            ArrayNode hashes = json.putArray("settings_hashes");
            logged.settingsHashes().forEach(hashes::add);
        }
        if (!ended.entry().outputs().isEmpty()) {
            ArrayNode outputs = json.putArray("outputs");
            ended.entry()
                    .outputs()
                    .forEach(file -> outputs.addObject()
                            .put("node", file.node())
                            .put("filename", file.filename())
                            .put("subfolder", file.subfolder())
                            .put("type", file.type()));
        }
        json.put("hint", hint(logged));
        return new ToolResult.Done(json);
    }

    private static String hint(GenerationLog.Logged logged) {
        if (logged.counted() > 0) {
            return "Logged. If the user likes or dislikes the result, call rate_settings.";
        }
        return logged.missing().isEmpty()
                ? "Nothing was sampled: ComfyUI had the result in its cache, so the run does not count. Change the seed."
                : "Not logged: the workflow does not say " + String.join("; ", logged.missing()) + ".";
    }
}
