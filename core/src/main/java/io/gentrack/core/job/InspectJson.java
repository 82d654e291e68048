package io.gentrack.core.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.extract.Chain;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Pass;
import io.gentrack.core.graph.Note;
import io.gentrack.core.settings.ChainSettings;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The JSON of {@code inspect --json}: one object a file. A contract: fields are added, never renamed or dropped. Unknown is
 * null; names are as the graph spells them.
 */
public final class InspectJson {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private InspectJson() {}

    public static ObjectNode of(String file, FileAnalysis analysis) {
        ObjectNode json = NODES.objectNode();
        json.put("file", file);
        json.put("container", analysis.container().label());
        if (analysis instanceof FileAnalysis.Workflows found) {
            workflows(json, found);
            return json;
        }
        json.putNull("source");
        boolean none = analysis instanceof FileAnalysis.NoMetadata;
        json.put("outcome", none ? "no-metadata" : "unreadable");
        json.putArray("passes");
        json.putNull("primary");
        json.putArray("chains");
        json.putArray("notes");
        json.put(
                "reason",
                analysis instanceof FileAnalysis.NoMetadata n
                        ? n.reason()
                        : ((FileAnalysis.Unreadable) analysis).reason());
        return json;
    }

    private static void workflows(ObjectNode json, FileAnalysis.Workflows found) {
        json.put("source", found.source());
        Optional<String> reason = incomplete(found);
        json.put("outcome", reason.isEmpty() ? "ok" : "incomplete");
        ArrayNode passes = json.putArray("passes");
        json.putNull("primary");
        ArrayNode chains = json.putArray("chains");
        ArrayNode notes = json.putArray("notes");
        for (String note : found.notes()) {
            notes.add(note(Note.of("container", note)));
        }
        for (FileAnalysis.Workflow workflow : found.workflows()) {
            int offset = passes.size();
            Extraction extraction = workflow.extraction();
            extraction.passes().forEach(pass -> passes.add(pass(pass)));
            for (int i = 0; i < extraction.chains().size(); i++) {
                chains.add(chain(extraction.chains().get(i), workflow.settings().get(i), offset));
            }
            extraction.notes().forEach(note -> notes.add(note(note)));
        }
        if (!chains.isEmpty()) {
            json.set("primary", chains.get(0).get("primary"));
        }
        json.put("reason", reason.orElse(null));
    }

    /** Why a file is not complete: a graph without a pass, or a chain with a field nobody could read. */
    public static Optional<String> incomplete(FileAnalysis.Workflows found) {
        for (FileAnalysis.Workflow workflow : found.workflows()) {
            if (workflow.extraction().chains().isEmpty()) {
                return Optional.of("no sampler that reaches an output");
            }
            for (ChainSettings settings : workflow.settings()) {
                if (settings instanceof ChainSettings.Incomplete incomplete) {
                    return Optional.of((found.source().equals(FileAnalyzer.PARAMETERS)
                                    ? "the text does not say "
                                    : "the graph does not say ")
                            + String.join(", ", incomplete.missing()));
                }
            }
        }
        return Optional.empty();
    }

    private static ObjectNode pass(Pass pass) {
        ObjectNode json = NODES.objectNode();
        json.put("node", pass.node());
        json.put("class_type", pass.classType());
        json.put("role", pass.role().label());
        text(json, "sampler", pass.sampler());
        text(json, "scheduler", pass.scheduler());
        number(json, "steps", pass.steps());
        number(json, "start_step", pass.startStep());
        number(json, "end_step", pass.endStep());
        number(json, "cfg", pass.cfg());
        number(json, "guidance", pass.guidance());
        number(json, "denoise", pass.denoise());
        number(json, "shift", pass.shift());
        json.set("model", pass.model().<JsonNode>map(InspectJson::model).orElse(NODES.nullNode()));
        ArrayNode models = json.putArray("models");
        pass.models().forEach(m -> models.add(model(m)));
        ArrayNode loras = json.putArray("loras");
        pass.loras().forEach(l -> loras.add(lora(l)));
        number(json, "width", pass.width());
        number(json, "height", pass.height());
        return json;
    }

    private static ObjectNode model(ModelFile file) {
        ObjectNode json = NODES.objectNode();
        json.put("name", file.name().value());
        json.put("kind", file.kind());
        json.put("loader", file.loader());
        return json;
    }

    private static ObjectNode lora(Lora lora) {
        ObjectNode json = NODES.objectNode();
        json.put("name", lora.name().value());
        number(json, "strength_model", lora.strengthModel());
        number(json, "strength_clip", lora.strengthClip());
        return json;
    }

    private static ObjectNode chain(Chain chain, ChainSettings settings, int offset) {
        ObjectNode json = NODES.objectNode();
        json.put("primary", chain.primary() + offset);
        ArrayNode passes = json.putArray("passes");
        chain.passes().forEach(p -> passes.add(p + offset));
        if (settings instanceof ChainSettings.Complete complete) {
            json.set("settings", parse(complete.fingerprint().canonicalJson()));
            json.put("settings_hash", complete.fingerprint().hash());
            json.put("model_family", complete.settings().modelFamily());
        } else {
            json.putNull("settings");
            json.putNull("settings_hash");
            ArrayNode missing = json.putArray("missing");
            ChainSettings.Incomplete incomplete = (ChainSettings.Incomplete) settings;
            incomplete.missing().forEach(missing::add);
            json.put("model_family", incomplete.modelFamily());
        }
        return json;
    }

    private static JsonNode parse(String canonical) {
        try {
            return JSON.readTree(canonical);
        } catch (IOException e) {
            throw new UncheckedIOException("canonical JSON does not parse: " + canonical, e);
        }
    }

    private static ObjectNode note(Note note) {
        ObjectNode json = NODES.objectNode();
        json.put("code", note.code());
        if (note.node().isEmpty()) {
            json.putNull("node");
        } else {
            json.put("node", note.node());
        }
        json.put("message", note.message());
        return json;
    }

    private static void text(ObjectNode json, String field, Optional<Value.Text> text) {
        if (text.isPresent()) {
            json.put(field, text.get().value());
        } else {
            json.putNull(field);
        }
    }

    /** Whole numbers without a decimal point, as the graph has them. */
    private static void number(ObjectNode json, String field, Optional<Value.Num> number) {
        if (number.isEmpty()) {
            json.putNull(field);
            return;
        }
        double value = number.get().value();
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            json.put(field, (long) value);
        } else {
            json.put(field, value);
        }
    }
}
