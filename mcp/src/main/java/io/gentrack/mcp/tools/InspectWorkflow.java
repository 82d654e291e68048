package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.InspectJson;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.Suggestion;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.ToolResult;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a workflow or a picture says, without storing it. Reads only files inside the allowed roots. */
final class InspectWorkflow extends ToolBase {
    /** Hosts cut long answers somewhere in the middle; a graph with more passes than this is a benchmark grid. */
    private static final int MOST_PASSES = 40;

    private static final int MOST_NOTES = 40;

    private final Parts.Source parts;

    InspectWorkflow(Parts.Source parts) {
        super("inspect_workflow");
        this.parts = parts;
    }

    @Override
    ToolResult run(Arguments arguments, Call call) throws ArgumentException, StoreException {
        Optional<JsonNode> workflow = arguments.any("workflow");
        Optional<String> path = arguments.text("path");
        if (workflow.isPresent() == path.isPresent()) {
            throw new ArgumentException("Give either workflow or path.");
        }
        Parts with = parts.get();
        FileAnalysis analysis = path.isPresent()
                ? with.analyzer().get().analyze(allowed(path.get(), with.roots()))
                : with.analyzer().get().analyzeJson(text(workflow.orElseThrow()));
        ObjectNode inspected = InspectJson.of(path.orElse(""), analysis);
        ObjectNode json = Json.object();
        json.set("outcome", inspected.get("outcome"));
        for (String field : List.of("source", "reason", "primary")) {
            if (inspected.hasNonNull(field)) {
                json.set(field, inspected.get(field));
            }
        }
        int leftOut = clip(json, inspected, "passes", MOST_PASSES)
                + clip(json, inspected, "chains", MOST_PASSES)
                + clip(json, inspected, "notes", MOST_NOTES);
        if (leftOut > 0) {
            json.put("left_out", leftOut);
        }
        ArrayNode known = Json.array();
        for (JsonNode chain : json.path("chains")) {
            Optional<Suggestion> before =
                    with.store().find(chain.path("settings_hash").asText());
            before.ifPresent(b -> known.addObject()
                    .put("settings_hash", b.settingsHash())
                    .put("uses", b.uses())
                    .put("last_used", b.lastUsed().toString()));
        }
        if (!known.isEmpty()) {
            json.set("known", known);
        }
        return new ToolResult.Done(json);
    }

    /** The text of a workflow that is given as an object or as text. */
    static String text(JsonNode workflow) throws ArgumentException {
        if (workflow.isTextual()) {
            return workflow.textValue();
        }
        if (!workflow.isObject()) {
            throw new ArgumentException("workflow takes an object, or JSON text.");
        }
        return Json.text(workflow);
    }

    private static int clip(ObjectNode to, ObjectNode from, String field, int most) {
        ArrayNode kept = to.putArray(field);
        JsonNode all = from.path(field);
        for (int i = 0; i < Math.min(most, all.size()); i++) {
            kept.add(all.get(i));
        }
        return Math.max(0, all.size() - most);
    }

    /** Links are followed before the check, so that none leads out of the roots. */
    private static Path allowed(String text, List<Path> roots) throws ArgumentException {
        if (roots.isEmpty()) {
            throw new ArgumentException(
                    "This server may read no files. Send the workflow itself, or the user starts it with"
                            + " --root FOLDER.");
        }
        String folders = roots.stream().map(Path::toString).collect(Collectors.joining(", "));
        try {
            Path asked = Path.of(text);
            for (Path root : roots) {
                Path real = root.toRealPath();
                Path file = real.resolve(asked);
                if (file.normalize().startsWith(real) || asked.isAbsolute()) {
                    Path target = file.toRealPath();
                    if (target.startsWith(real)) {
                        return target;
                    }
                }
            }
        } catch (InvalidPathException e) {
            throw new ArgumentException("path is not a path of this system. Allowed folders: " + folders + ".");
        } catch (IOException e) {
            // The same words as for a file outside: what lies elsewhere is nobody's business.
            throw new ArgumentException("There is no such file in the allowed folders: " + folders + ".");
        }
        throw new ArgumentException("There is no such file in the allowed folders: " + folders + ".");
    }
}
