package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.TextWidth;
import io.gentrack.core.store.Suggestion;
import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.FileFamily;
import io.gentrack.hasher.cache.PublicIdentity;
import io.gentrack.hasher.family.Family;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.header.GgufHeader;
import io.gentrack.hasher.header.ModelHeader;
import io.gentrack.hasher.header.SafetensorsHeader;
import io.gentrack.hasher.job.ModelExplainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known about one model file.
 *
 * @param row what the cache holds of it; empty where it is not hashed, or changed since
 * @param same every row of the same content
 * @param used combinations with it, best first
 */
record ModelReport(
        ModelFile file,
        ModelExplainer.Explanation explanation,
        Optional<CachedFile> row,
        List<CachedFile> same,
        List<Suggestion> used) {
    ModelReport {
        same = List.copyOf(same);
        used = List.copyOf(used);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(TextWidth.oneLine(file.path().toString()));
        add(lines, "Kind", file.kind());
        row.ifPresent(known -> add(lines, "Size", Spell.bytes(known.stamp().size())));
        explanation.header().map(ModelReport::header).ifPresent(text -> add(lines, "Header", text));
        family(lines);
        explanation.notes().forEach(note -> add(lines, "Note", "the file " + note));
        if (row.isPresent()) {
            add(lines, "AutoV2", row.get().autoV2());
            add(lines, "AutoV3", row.get().autoV3().orElse(row.get().autoV3Known() ? "none" : "not computed"));
            add(lines, "SHA-256", row.get().sha256());
            add(
                    lines,
                    "CivitAI",
                    row.get()
                            .identity()
                            .map(ModelReport::site)
                            .orElseGet(() -> row.get()
                                    .checkedAt()
                                    .map(at -> "not known there (asked " + Days.of(at) + ")")
                                    .orElse("not asked; see gentrack hash --civitai")));
            same.stream()
                    .map(CachedFile::path)
                    .filter(path -> !path.equals(file.path()))
                    .forEach(path -> add(lines, "Also at", path.toString()));
        } else {
            add(lines, "Hash", "not known yet; --hash reads the file");
        }
        if (used.isEmpty()) {
            add(lines, "Used", "in nothing that is tracked");
        }
        for (Suggestion suggestion : used) {
            add(
                    lines,
                    "Used",
                    Spell.count(suggestion.uses(), "time", "times") + ", last "
                            + Days.of(suggestion.lastUsed()) + ": " + Wording.combination(suggestion.settings())
                            + ", cfg "
                            + Spell.number(suggestion.settings().cfg())
                            + (suggestion.settings().loras().isEmpty()
                                    ? ""
                                    : ", LoRAs " + Wording.loras(suggestion.settings())));
        }
        return lines;
    }

    /** What the file says today; where it cannot be reached, what it said when it was hashed. */
    private void family(List<String> lines) {
        if (explanation.family().isPresent()) {
            Family family = explanation.family().get();
            add(
                    lines,
                    "Family",
                    family.family()
                            + family.architecture()
                                    .filter(a -> !a.equals(family.family()))
                                    .map(a -> " (" + a + ")")
                                    .orElse("")
                            + (family.source() == Family.Source.NONE
                                    ? "; nothing in the file tells"
                                    : ", decided by " + family.source().text()));
            family.evidence().forEach(why -> add(lines, "", "because " + why));
        } else {
            row.map(CachedFile::family)
                    .flatMap(FileFamily::family)
                    .ifPresent(name -> add(
                            lines,
                            "Family",
                            name + ", decided by " + row.get().family().source().orElse("unknown")));
        }
    }

    private static void add(List<String> lines, String what, String text) {
        lines.add("  " + TextWidth.pad(what, 9, false) + TextWidth.oneLine(text));
    }

    private static String header(ModelHeader header) {
        if (header instanceof SafetensorsHeader safetensors) {
            StringBuilder text = new StringBuilder("safetensors, ")
                    .append(Spell.count(safetensors.shapes().size(), "tensor", "tensors"));
            new TreeMap<>(safetensors.metadata())
                    .forEach((key, value) ->
                            text.append(", ").append(key).append(": ").append(value));
            return text.toString();
        }
        if (header instanceof GgufHeader gguf) {
            return "GGUF"
                    + gguf.architecture()
                            .map(a -> ", general.architecture: " + a)
                            .orElse("");
        }
        return header instanceof ModelHeader.Malformed malformed ? "broken: " + malformed.reason() : "";
    }

    private static String site(PublicIdentity identity) {
        return identity.name() + ", base model " + (identity.baseModel().isEmpty() ? "not said" : identity.baseModel())
                + ", file type " + (identity.type().isEmpty() ? "not said" : identity.type()) + ", model "
                + identity.modelId() + ", version " + identity.versionId();
    }

    /** For programs; fields are added, never renamed. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("file", file.path().toString());
        json.put("kind", file.kind());
        explanation.header().ifPresent(header -> json.put("header", header(header)));
        explanation
                .family()
                .ifPresentOrElse(
                        family -> {
                            ObjectNode node = json.putObject("family")
                                    .put("name", family.family())
                                    .put("architecture", family.architecture().orElse(null))
                                    .put("source", family.source().text());
                            ArrayNode evidence = node.putArray("evidence");
                            family.evidence().forEach(evidence::add);
                        },
                        () -> row.map(CachedFile::family)
                                .filter(known -> known.family().isPresent())
                                .ifPresent(known -> json.putObject("family")
                                        .put("name", known.family().orElse(null))
                                        .put(
                                                "architecture",
                                                known.architecture().orElse(null))
                                        .put("source", known.source().orElse(null))));
        ArrayNode notes = json.putArray("notes");
        explanation.notes().forEach(notes::add);
        row.ifPresent(known -> {
            json.put("size", known.stamp().size());
            json.put("sha256", known.sha256());
            json.put("autov2", known.autoV2());
            json.put("autov3", known.autoV3().orElse(null));
            known.identity()
                    .ifPresent(identity -> json.putObject("civitai")
                            .put("version_id", identity.versionId())
                            .put("model_id", identity.modelId())
                            .put("name", identity.name())
                            .put("base_model", identity.baseModel())
                            .put("type", identity.type()));
            json.put("civitai_asked", known.checkedAt().map(Object::toString).orElse(null));
        });
        ArrayNode also = json.putArray("also_at");
        same.stream()
                .map(CachedFile::path)
                .filter(path -> !path.equals(file.path()))
                .map(Path::toString)
                .forEach(also::add);
        ArrayNode combinations = json.putArray("used_in");
        used.forEach(suggestion -> combinations.add(SuggestionJson.of(suggestion)));
        return json;
    }
}
