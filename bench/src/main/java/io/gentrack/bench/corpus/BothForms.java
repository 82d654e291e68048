package io.gentrack.bench.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.container.Embedded;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.InspectJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Files that carry both the graph that ran and the one that was drawn: the passes of both have to agree, or the difference
 * stands in {@code docs/prompt-and-workflow.md} with its reason.
 */
final class BothForms {
    private static final List<String> FIELDS = List.of(
            "node",
            "class_type",
            "sampler",
            "scheduler",
            "steps",
            "start_step",
            "end_step",
            "cfg",
            "guidance",
            "denoise",
            "shift",
            "models",
            "loras",
            "width",
            "height");

    private final FileAnalyzer analyzer;
    private final String listed;
    private final Map<String, String> differences = new TreeMap<>();
    private int files;

    BothForms(FileAnalyzer analyzer, Path list) throws IOException {
        this.analyzer = analyzer;
        this.listed = Files.isRegularFile(list) ? Files.readString(list) : "";
    }

    void compare(String name, Path file) {
        Optional<Embedded> embedded = CorpusCheck.embedded(file);
        if (embedded.isEmpty()
                || embedded.get().prompt().isEmpty()
                || embedded.get().workflow().isEmpty()) {
            return;
        }
        FileAnalysis ran = analyzer.analyzeJson(embedded.get().prompt().get().text());
        FileAnalysis drawn =
                analyzer.analyzeJson(embedded.get().workflow().get().text());
        if (!(ran instanceof FileAnalysis.Workflows) || !(drawn instanceof FileAnalysis.Workflows)) {
            return;
        }
        files++;
        List<String> found = passes(InspectJson.of(name, ran), InspectJson.of(name, drawn));
        if (!found.isEmpty()) {
            differences.put(name, String.join("; ", found.subList(0, Math.min(4, found.size()))));
        }
    }

    private static List<String> passes(ObjectNode ran, ObjectNode drawn) {
        List<String> differences = new ArrayList<>();
        Map<String, JsonNode> a = byNode(ran);
        Map<String, JsonNode> b = byNode(drawn);
        if (!a.keySet().equals(b.keySet())) {
            differences.add("passes: prompt " + a.keySet() + ", workflow " + b.keySet());
        }
        a.forEach((node, pass) -> {
            JsonNode other = b.getOrDefault(node, CorpusCheck.json().nullNode());
            for (String field : FIELDS) {
                if (other.isObject() && !same(pass.path(field), other.path(field))) {
                    differences.add(
                            node + " " + field + ": prompt " + pass.path(field) + ", workflow " + other.path(field));
                }
            }
        });
        return differences;
    }

    private static Map<String, JsonNode> byNode(ObjectNode file) {
        Map<String, JsonNode> passes = new TreeMap<>();
        for (JsonNode pass : file.path("passes")) {
            String node = pass.path("node").asText();
            passes.put(passes.containsKey(node) ? node + " (2)" : node, pass);
        }
        return passes;
    }

    private static boolean same(JsonNode a, JsonNode b) {
        boolean numbers = a.isNumber() && b.isNumber();
        return numbers ? Math.abs(a.doubleValue() - b.doubleValue()) < 1e-6 : a.equals(b);
    }

    void score(Scoreboard board, List<String> faults) {
        board.info("Files with both prompt and workflow", Integer.toString(files));
        board.more(
                "of them with the same passes from each",
                files - differences.size(),
                (files - differences.size()) + " of " + files);
        int unlisted = 0;
        for (Map.Entry<String, String> difference : differences.entrySet()) {
            if (!listed.contains(difference.getKey())) {
                unlisted++;
                System.out.println("prompt and workflow differ: " + difference.getKey() + ": " + difference.getValue());
            }
        }
        board.less("Differences whose reason is not listed", unlisted, Integer.toString(unlisted));
    }
}
