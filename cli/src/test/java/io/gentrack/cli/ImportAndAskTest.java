package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gentrack.cli.console.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job: import a folder, ask what worked. */
class ImportAndAskTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path home;

    private Path pictures = Path.of("");
    private Cli cli = new Cli(pictures);

    @BeforeEach
    void copySamples() throws IOException {
        pictures = SamplePicture.copyAll(home.resolve("pictures"));
        cli = new Cli(home);
    }

    private int runs() {
        return SamplePicture.RUNS.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void counts_every_picture_once_and_says_what_to_try_next() {
        Cli.Result result = cli.run("import", pictures.toString());

        assertThat(result.code()).isEqualTo(Exit.DONE);
        assertThat(result.out())
                .contains("Done: " + runs() + " files")
                .contains(runs() + "  with settings that were counted")
                .contains("New: " + runs() + " generations, " + SamplePicture.RUNS.size() + " new combinations")
                .contains("gentrack suggest");
    }

    @Test
    void a_second_run_opens_nothing_and_changes_no_count() {
        cli.run("import", pictures.toString());
        String before = cli.run("stats").out();

        Cli.Result second = cli.run("import", pictures.toString());

        assertThat(second.out())
                .contains(runs() + "  already imported and unchanged")
                .contains("Nothing new.");
        assertThat(cli.run("stats").out()).isEqualTo(before);
    }

    @Test
    void a_copy_and_the_workflow_of_a_picture_are_the_same_run() throws IOException {
        cli.run("import", pictures.toString());
        Files.copy(pictures.resolve("flux.png"), pictures.resolve("copy of flux.png"));
        Files.copy(SamplesTest.SAMPLES.resolve("flux.json"), pictures.resolve("flux.json"));

        Cli.Result result = cli.run("import", "--json", pictures.toString());

        assertThat(result.out()).contains("\"duplicates\" : 2").contains("\"new_executions\" : 0");
    }

    @Test
    void stats_have_the_four_lines() {
        cli.run("import", pictures.toString());

        List<String> lines = cli.run("stats").out().lines().toList();

        assertThat(lines.get(0)).isEqualTo("  Total generations tracked: " + runs());
        assertThat(lines.get(1)).isEqualTo("  Unique setting combos: " + SamplePicture.RUNS.size());
        assertThat(lines.get(2)).matches("  Most used: \\S+ / euler/simple / 4 steps \\(4 uses\\)");
        assertThat(lines.get(3)).startsWith("  Models: ").contains("(");
    }

    @Test
    void suggest_finds_by_part_of_a_model_name_and_by_lora() throws IOException {
        cli.run("import", pictures.toString());

        JsonNode byModel = suggestions("--model", "FLUX1");
        JsonNode byLora = suggestions("--lora", "lightning");

        assertThat(byModel).hasSize(1);
        assertThat(byModel.get(0).path("guidance").asDouble()).isEqualTo(3.5);
        assertThat(byModel.get(0).path("uses").asInt()).isEqualTo(3);
        assertThat(byLora).hasSize(1);
        assertThat(byLora.get(0).path("shift").asDouble()).isEqualTo(3.1);
        assertThat(byLora.get(0).path("loras").get(0).path("strength").asDouble())
                .isEqualTo(1);
        assertThat(byLora.get(0).path("width").asInt()).isEqualTo(1328);
    }

    @Test
    void suggest_knows_what_a_picture_was_for() throws IOException {
        cli.run("import", pictures.toString());

        assertThat(samplers("--use-case", "video")).containsExactly("euler");
        assertThat(samplers("--use-case", "upscale")).containsExactly("euler_ancestral");
        assertThat(samplers("--use-case", "landscape")).contains("dpmpp_3m_sde").doesNotContain("dpmpp_2m");
    }

    @Test
    void suggest_ranks_by_use_and_keeps_to_the_limit() throws IOException {
        cli.run("import", pictures.toString());

        JsonNode two = suggestions("--limit", "2");

        assertThat(two).hasSize(2);
        assertThat(two.get(0).path("uses").asInt()).isEqualTo(4);
        assertThat(two.get(1).path("uses").asInt()).isEqualTo(3);
    }

    @Test
    void the_table_shows_all_that_a_user_would_set() {
        cli.run("import", pictures.toString());

        List<String> lines = cli.run("suggest", "--model", "qwen").out().lines().toList();

        assertThat(lines.get(0))
                .containsSubsequence(
                        "Family",
                        "Model",
                        "Sampler",
                        "Scheduler",
                        "Steps",
                        "CFG",
                        "Shift",
                        "Denoise",
                        "LoRAs",
                        "Size",
                        "Uses",
                        "Last used");
        assertThat(lines.get(1))
                .containsSubsequence(
                        "euler", "simple", "4", "1", "3.1", "1", "Lightning-4steps-V1.0 1", "1328x1328", "4");
    }

    @Test
    void a_narrow_terminal_gets_blocks_that_fit() {
        cli.run("import", pictures.toString());

        Cli.Result narrow = cli.on(new Screen(true, false, 60)).run("suggest");

        assertThat(narrow.out()).contains("1. ").contains("euler/simple, 4 steps");
        assertThat(narrow.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    }

    @Test
    void nothing_found_says_what_there_is() {
        cli.run("import", pictures.toString());

        Cli.Result result = cli.run("suggest", "--model", "no such model");

        assertThat(result.code()).isEqualTo(Exit.DONE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("There is history for these families");
    }

    @Test
    void a_broken_file_is_named_the_rest_is_imported_and_the_code_is_3() throws IOException {
        Path broken = Files.write(
                pictures.resolve("broken.png"),
                java.util.Arrays.copyOf(Files.readAllBytes(pictures.resolve("flux.png")), 300));

        Cli.Result result = cli.run("import", pictures.toString());

        assertThat(result.code()).isEqualTo(Exit.SOME_UNREADABLE);
        assertThat(result.err()).contains(broken + ": unreadable: ");
        assertThat(result.err().lines().filter(l -> l.contains("broken.png"))).hasSize(1);
        assertThat(result.out()).contains("New: " + runs() + " generations");
    }

    @Test
    void quiet_keeps_results_and_faults_only() throws IOException {
        Cli.Result result = cli.run(
                "import", "-q", pictures.toString(), home.resolve("missing").toString());

        assertThat(result.err().strip()).isEqualTo(home.resolve("missing") + ": unreadable: does not exist");
        assertThat(result.out()).contains("Done:");
    }

    @Test
    void json_is_all_that_stands_on_standard_output() throws IOException {
        JsonNode json =
                JSON.readTree(cli.run("import", "--json", pictures.toString()).out());

        assertThat(json.path("executions").asInt()).isEqualTo(runs());
        assertThat(JSON.readTree(cli.run("stats", "--json").out())
                        .path("combinations")
                        .asInt())
                .isEqualTo(SamplePicture.RUNS.size());
    }

    @Test
    void the_database_of_the_other_tracker_is_taken_over_once() throws SQLException {
        Path peer = home.resolve("generations.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + peer);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "CREATE TABLE generations (id INTEGER PRIMARY KEY, created_at TEXT, settings_hash TEXT,"
                            + " model_family TEXT, model_hash TEXT, model_name TEXT, preset_name TEXT, sampler TEXT, scheduler TEXT,"
                            + " steps INTEGER, cfg REAL, denoise REAL, shift REAL, width INTEGER, height INTEGER, lora_hash TEXT,"
                            + " lora_name TEXT, lora_strength REAL, lora_civitai_id INTEGER, reuse_count INTEGER, neg_prompt_hash TEXT)");
            statement.executeUpdate(
                    "INSERT INTO generations VALUES (1, '2026-01-02 03:04:05', 'x', 'sdxl', '31E35C80FC',"
                            + " 'sd_xl_base_1.0.safetensors', 'custom', 'euler', 'normal', 20, 7, 1, NULL, 1024, 1024, NULL, NULL, NULL,"
                            + " NULL, 6, NULL)");
        }

        Cli.Result first = cli.run("import", peer.toString());
        cli.run("import", peer.toString());

        assertThat(first.err()).contains("6 generations of 1 combination taken over");
        assertThat(first.out()).contains("New: 6 generations, 1 new combination of settings.");
        assertThat(cli.run("stats").out()).contains("Total generations tracked: 6");
    }

    /** Of the own history; presets that fill it up are another test's. */
    private JsonNode suggestions(String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of("suggest", "--json"));
        line.addAll(List.of(options));
        ArrayNode own = JSON.createArrayNode();
        JSON.readTree(cli.run(line.toArray(String[]::new)).out())
                .path("suggestions")
                .forEach(suggestion -> {
                    if (suggestion.path("source").asText().equals("history")) {
                        own.add(suggestion);
                    }
                });
        return own;
    }

    private List<String> samplers(String... options) throws IOException {
        List<String> samplers = new ArrayList<>();
        suggestions(options).forEach(s -> samplers.add(s.path("sampler").asText()));
        return samplers;
    }
}
