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
import java.util.Objects;

/** Compares with values that people read off the graphs by hand, and with what other projects expect of their files. */
final class TruthCheck {
    private static final List<String> FIELDS =
            List.of("sampler", "scheduler", "steps", "cfg", "denoise", "guidance", "shift", "width", "height");

    /** The rows name a sigmas node by its class; the contract names the scheduler it stands for. */
    private static final Map<String, String> SIGMAS_NODES =
            Map.of("LTXVScheduler", "ltxv", "SDTurboScheduler", "sd_turbo");

    private final Map<String, ObjectNode> inspected;

    TruthCheck(Map<String, ObjectNode> inspected) {
        this.inspected = inspected;
    }

    void examples(Path file, Scoreboard board) throws IOException {
        int rows = 0;
        int right = 0;
        int wrong = 0;
        int missing = 0;
        for (String line : Files.readAllLines(file)) {
            JsonNode row = CorpusCheck.json().readTree(line);
            rows++;
            List<String> differences = new ArrayList<>();
            JsonNode found = inspected.getOrDefault(
                    row.path("file").asText(), CorpusCheck.json().createObjectNode());
            int[] counts = passes(row.path("passes"), found.path("passes"), differences);
            wrong += counts[0];
            missing += counts[1];
            if (differences.isEmpty()) {
                right++;
            }
            differences.forEach(
                    d -> System.out.println("truth: " + row.path("file").asText() + ": " + d));
        }
        board.more("Hand-read rows right in every field", right, right + " of " + rows);
        board.less("Hand-read fields with a wrong value", wrong, Integer.toString(wrong));
        board.less("Hand-read fields missing", missing, Integer.toString(missing));
    }

    private static int[] passes(JsonNode expected, JsonNode found, List<String> differences) {
        int[] counts = new int[2];
        if (expected.size() != found.size()) {
            differences.add("passes: expected " + expected.size() + ", found " + found.size());
        }
        for (JsonNode want : expected) {
            JsonNode got = byNode(found, want.path("node").asText());
            for (String field : FIELDS) {
                compare(field, scheduler(field, want.path(field)), got.path(field), counts, differences);
            }
            compare("models", names(want.path("models")), names(got.path("models")), counts, differences);
            compare("loras", loras(want.path("loras")), loras(got.path("loras")), counts, differences);
        }
        return counts;
    }

    private static JsonNode byNode(JsonNode passes, String node) {
        for (JsonNode pass : passes) {
            if (pass.path("node").asText().equals(node)) {
                return pass;
            }
        }
        return CorpusCheck.json().createObjectNode();
    }

    private static Object scheduler(String field, JsonNode want) {
        Object value = plain(want);
        return field.equals("scheduler")
                ? SIGMAS_NODES.getOrDefault(String.valueOf(value), String.valueOf(value))
                : value;
    }

    private static void compare(String field, Object want, Object got, int[] counts, List<String> differences) {
        Object found = got instanceof JsonNode node ? plain(node) : got;
        if (Objects.equals(want, found)) {
            return;
        }
        differences.add(field + ": expected " + want + ", found " + found);
        counts[found.equals("null") || found.equals("[]") ? 1 : 0]++;
    }

    /** A value as text: numbers by value, so that 1 and 1.0 are the same. */
    private static Object plain(JsonNode node) {
        return node.isNumber() ? Double.toString(node.doubleValue()) : node.isTextual() ? node.textValue() : "null";
    }

    private static String names(JsonNode models) {
        List<String> names = new ArrayList<>();
        models.forEach(
                m -> names.add(m.isTextual() ? m.textValue() : m.path("name").asText()));
        return names.toString();
    }

    private static String loras(JsonNode loras) {
        List<String> rows = new ArrayList<>();
        loras.forEach(l -> rows.add(l.path("name").asText() + " " + plain(l.path("strength_model")) + " "
                + plain(l.path("strength_clip"))));
        return rows.toString();
    }

    /** Other projects fold guidance into cfg, write sampler and scheduler as one word, and drop the file's ending. */
    void thirdParty(Path file, Scoreboard board) throws IOException {
        int rows = 0;
        int right = 0;
        for (String line : Files.readAllLines(file)) {
            JsonNode row = CorpusCheck.json().readTree(line);
            rows++;
            JsonNode found = inspected.getOrDefault(
                    row.path("file").asText(), CorpusCheck.json().createObjectNode());
            List<String> differences = new ArrayList<>();
            if (row.path("samplers").isArray()) {
                for (JsonNode sampler : row.path("samplers")) {
                    loose(
                            sampler,
                            byNode(found.path("passes"), sampler.path("id").asText()),
                            "",
                            differences);
                }
            } else {
                loose(
                        row,
                        found.path("passes").path(found.path("primary").asInt(0)),
                        found.path("chains").path(0).path("model_family").asText(),
                        differences);
            }
            if (differences.isEmpty()) {
                right++;
            }
            differences.forEach(
                    d -> System.out.println("third party: " + row.path("file").asText() + ": " + d));
        }
        board.more("Rows of other projects' tests that agree", right, right + " of " + rows);
    }

    private static void loose(JsonNode want, JsonNode got, String family, List<String> differences) {
        for (String field : List.of("steps", "denoise")) {
            if (want.hasNonNull(field) && !plain(want.path(field)).equals(plain(got.path(field)))) {
                differences.add(field + ": expected " + want.path(field) + ", found " + got.path(field));
            }
        }
        if (want.hasNonNull("cfg")
                && !plain(want.path("cfg")).equals(plain(got.path("cfg")))
                && !plain(want.path("cfg")).equals(plain(got.path("guidance")))) {
            differences.add("cfg: expected " + want.path("cfg") + ", found " + got.path("cfg"));
        }
        if (want.hasNonNull("sampler") && !sampler(want.path("sampler").asText(), got)) {
            differences.add("sampler: expected " + want.path("sampler") + ", found " + got.path("sampler") + " / "
                    + got.path("scheduler"));
        }
        if (want.hasNonNull("model") && !model(want.path("model").asText(), got, family)) {
            differences.add("model: expected " + want.path("model") + ", found "
                    + got.path("model").path("name"));
        }
    }

    /** Where a text has no more than a number for the model, another project gives the base model for it. */
    private static boolean model(String want, JsonNode got, String family) {
        String name = got.path("model").path("name").asText();
        return stem(name).equals(stem(want)) || (name.startsWith("civitai:") && want.equalsIgnoreCase(family));
    }

    private static boolean sampler(String want, JsonNode got) {
        String sampler = got.path("sampler").asText();
        String both = sampler + "_" + got.path("scheduler").asText();
        String plain = want.toLowerCase(Locale.ROOT);
        return want.equals(sampler)
                || want.equals(both)
                || (plain.equals("euler a") && sampler.equals("euler_ancestral"));
    }

    private static String stem(String name) {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return base.replaceFirst("\\.(safetensors|ckpt|gguf|pt|sft)$", "");
    }
}
