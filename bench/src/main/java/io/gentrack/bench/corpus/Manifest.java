package io.gentrack.bench.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the makers of the corpus found in each file: whether it carries a graph or a text, and how many samplers. */
record Manifest(Map<String, JsonNode> files) {
    private static final Set<String> MEDIA = Set.of("png", "webp", "jpeg", "jpg", "mp4");

    static Manifest read(Path file) throws IOException {
        Map<String, JsonNode> files = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode row = CorpusCheck.json().readTree(line);
            files.put(
                    row.path("repo").asText().replace('/', '+') + "/"
                            + row.path("path").asText(),
                    row);
        }
        return new Manifest(files);
    }

    void score(Map<String, ObjectNode> inspected, Scoreboard board) {
        carriers(inspected, board);
        completeness(inspected, board);
    }

    private void carriers(Map<String, ObjectNode> inspected, Scoreboard board) {
        int carrying = 0;
        List<String> lost = new ArrayList<>();
        for (Map.Entry<String, JsonNode> file : files.entrySet()) {
            String format = file.getValue().path("format").asText().toLowerCase(Locale.ROOT);
            boolean carries = file.getValue().path("carries").asBoolean()
                    || file.getValue().path("has_params_text").asBoolean();
            if (!MEDIA.contains(format) || !carries || !inspected.containsKey(file.getKey())) {
                continue;
            }
            carrying++;
            String outcome = inspected.get(file.getKey()).path("outcome").asText();
            if (!outcome.equals("ok") && !outcome.equals("incomplete")) {
                lost.add(file.getKey());
            }
        }
        board.less(
                "Media files that carry a graph or a text and yield none",
                lost.size(),
                lost.size() + " of " + carrying);
        lost.forEach(name -> System.out.println("lost: " + name));
    }

    /** By repository and not by file: one with a hundred files of one node pack counts once. */
    private void completeness(Map<String, ObjectNode> inspected, Scoreboard board) {
        Map<String, int[]> repositories = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file : files.entrySet()) {
            int samplers = 0;
            for (JsonNode graph : file.getValue().path("graphs")) {
                samplers += graph.path("n_sampler").asInt();
            }
            if (samplers == 0 || !inspected.containsKey(file.getKey())) {
                continue;
            }
            int[] counts =
                    repositories.computeIfAbsent(file.getValue().path("repo").asText(), r -> new int[3]);
            counts[0]++;
            ObjectNode found = inspected.get(file.getKey());
            if (!found.path("outcome").asText().equals("ok")) {
                counts[1]++;
                if (!explained(found)) {
                    counts[2]++;
                    System.out.println("incomplete and no note says why: " + file.getKey());
                } else {
                    System.out.println("incomplete: " + file.getKey() + ": "
                            + found.path("reason").asText());
                }
            }
        }
        double share = 0;
        int total = 0;
        int incomplete = 0;
        int unexplained = 0;
        Map<String, Integer> rows = new TreeMap<>();
        for (Map.Entry<String, int[]> repository : repositories.entrySet()) {
            int[] counts = repository.getValue();
            share += (double) counts[1] / counts[0];
            total += counts[0];
            incomplete += counts[1];
            unexplained += counts[2];
            if (counts[1] > 0) {
                rows.put(repository.getKey() + " (of " + counts[0] + ")", counts[1]);
            }
        }
        double percent = Math.round(1e4 * share / Math.max(1, repositories.size())) / 100.0;
        board.more("Files with a sampler that are complete", total - incomplete, (total - incomplete) + " of " + total);
        board.less("Incomplete, mean over " + repositories.size() + " repositories, percent", percent, percent + " %");
        board.less("Incomplete without a note that says why", unexplained, Integer.toString(unexplained));
        board.table("Incomplete files by repository", rows, 60);
    }

    private static boolean explained(ObjectNode found) {
        for (JsonNode note : found.path("notes")) {
            if (!note.path("code").asText().equals("undescribed-node")) {
                return true;
            }
        }
        return false;
    }
}
