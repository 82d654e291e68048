package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.cli.console.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with a history: advice, ratings, the report, export and back, forgetting. */
class AdviceCommandsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path home;

    private Path pictures = Path.of("");
    private Cli cli = new Cli(pictures);

    @BeforeEach
    void importSamples() throws IOException {
        pictures = SamplePicture.copyAll(home.resolve("pictures"));
        cli = new Cli(home);
        cli.run("import", "-q", pictures.toString());
    }

    private JsonNode json(String... line) throws IOException {
        return JSON.readTree(cli.run(line).out());
    }

    private JsonNode first() throws IOException {
        return json("suggest", "--json").path("suggestions").path(0);
    }

    @Test
    void presetsFillAThinHistoryAndAreMarked() throws IOException {
        JsonNode flux = json("suggest", "--json", "--model", "flux").path("suggestions");

        assertThat(flux.path(0).path("source").asText()).isEqualTo("history");
        assertThat(flux.findValuesAsText("source")).contains("preset");
        JsonNode preset = flux.path(flux.size() - 1);
        assertThat(preset.path("figures_from").path(0).asText()).startsWith("https://");
        assertThat(preset.has("settings_hash")).isFalse();
    }

    @Test
    void importNamesThePresetThatSettingsAre() throws IOException {
        JsonNode all = json("suggest", "--json", "--each").path("suggestions");

        assertThat(all.findValuesAsText("preset")).contains("flux_dev", "custom");
        all.forEach(one -> assertThat(one.path("preset").asText().equals("flux_dev"))
                .isEqualTo(one.path("guidance").asDouble() == 3.5));
    }

    @Test
    void theFirstDayHasAnAnswerAsWell() {
        Cli fresh = new Cli(home.resolve("nobody"));
        fresh.run("import", "-q", Path.of("pom.xml").toString());

        Cli.Result result = fresh.run("suggest", "--family", "z_image");

        assertThat(result.out())
                .contains("res_multistep")
                .contains("z_image_turbo")
                .contains("preset");
    }

    @Test
    void theUsersPresetsAreUsedAndTheirMistakesTold() throws IOException {
        Path data =
                Files.createDirectories(home.resolve(".local").resolve("share").resolve("gentrack"));
        Files.writeString(data.resolve("presets.jsonc"), """
                {"presets": {"house_style": {"family": "z_image", "sampler": "heun", "steps": 11}, // ours
                             "broken": {"steps": 3}}}
                """);

        Cli.Result result = cli.run("suggest", "--family", "z_image");

        assertThat(result.out()).contains("house_style").contains("heun");
        assertThat(result.err()).contains("presets.jsonc").contains("\"broken\"");
    }

    @Test
    void aTimeSpanIsOfDaysOrAges() throws IOException {
        long all = json("suggest", "--each", "--json").path("suggestions").size();

        assertThat(json("suggest", "--each", "--json", "--since", "1990-01-01", "--until", "2090-12-31")
                        .path("suggestions"))
                .hasSize((int) all);
        assertThat(json("suggest", "--json", "--since", "2090-01-01").path("suggestions"))
                .isEmpty();
        assertThat(json("suggest", "--json", "--until", "90y").path("suggestions"))
                .isEmpty();
        Cli.Result wrong = cli.run("suggest", "--since", "yesterday");
        assertThat(wrong.code()).isEqualTo(Exit.USAGE);
        assertThat(wrong.err()).contains("2026-03-01").contains("30d").contains("yesterday");
    }

    @Test
    void aThumbMovesACombination() throws IOException {
        String best = first().path("settings_hash").asText();
        JsonNode second = json("suggest", "--json").path("suggestions").path(1);

        Cli.Result up = cli.run("rate", "up", "2");
        assertThat(up.code()).isEqualTo(Exit.DONE);
        assertThat(first().path("settings_hash").asText())
                .isEqualTo(second.path("settings_hash").asText());
        assertThat(first().path("rating").asText()).isEqualTo("up");

        cli.run("rate", "clear", second.path("settings_hash").asText().substring(0, 9));
        assertThat(first().path("settings_hash").asText()).isEqualTo(best);
    }

    @Test
    void ratingWhatIsNotThereSaysWhatToDo() {
        cli.run("suggest", "--family", "hidream");

        assertThat(cli.run("rate", "up", "77").err()).contains("no row 77");
        assertThat(cli.run("rate", "up", "1").err()).contains("cannot be rated");
        assertThat(cli.run("rate", "up", "ffffffff").err()).contains("No combination begins with ffffffff");
        assertThat(cli.run("rate", "up", "best").err()).contains("neither a row number nor");
        assertThat(cli.run("rate", "sideways", "1").code()).isEqualTo(Exit.USAGE);
    }

    @Test
    void theReportsNumbersAreThoseOfStats() throws IOException {
        Path file = home.resolve("report.html");

        Cli.Result result = cli.run("report", "--out", file.toString());

        assertThat(result.code()).isEqualTo(Exit.DONE);
        String page = Files.readString(file);
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(data.find()).isTrue();
        JsonNode report = JSON.readTree(data.group(1));
        JsonNode stats = json("stats", "--json");
        stats.properties().stream()
                .filter(field -> !field.getKey().equals("database"))
                .forEach(field -> assertThat(report.path("stats").path(field.getKey()))
                        .as(field.getKey())
                        .isEqualTo(field.getValue()));
        long total = stats.path("executions").asLong();
        assertThat(sum(report.path("grid"), 3)).isEqualTo(total);
        assertThat(sum(report.path("days"), 2)).isEqualTo(total);
        assertThat(report.path("models").findValues("uses").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isEqualTo(total);
    }

    private static long sum(JsonNode rows, int column) {
        long sum = 0;
        for (JsonNode row : rows) {
            sum += row.path(column).asLong();
        }
        return sum;
    }

    @Test
    void theReportAsksNobodyAndNoNameBreaksOutOfIt() throws IOException {
        String page = Files.readString(Path.of("src/main/resources/io/gentrack/cli/report.html"));

        assertThat(page).contains("default-src 'none'");
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:", "//cdn", "@import", "url(");
        assertThat(Pattern.compile("(src|href)=\"(?!data:)").matcher(page).find())
                .isFalse();

        Path file = home.resolve("report.html");
        Path evil = Files.createDirectory(home.resolve("evil"));
        String graph = Files.readString(SamplesTest.SAMPLES.resolve("flux.json"));
        Files.writeString(
                evil.resolve("evil.json"), graph.replace("flux1", "flux1 </script><script>alert(1)</script><!--"));
        cli.run("import", "-q", evil.toString());
        cli.run("report", "--out", file.toString());
        assertThat(Files.readString(file)).doesNotContain("alert(1)</script>").contains("alert(1)\\u003c/script");
    }

    @Test
    void exportAndImportOnAnotherMachineGiveTheSameStats() throws IOException {
        JsonNode before = json("stats", "--json");
        for (String name : new String[] {"history.json", "history.zip", "history.db"}) {
            Path file = home.resolve(name);
            assertThat(cli.run("export", file.toString()).code()).as(name).isEqualTo(Exit.DONE);
            Cli other = new Cli(Files.createDirectory(home.resolve("other " + name)));

            Cli.Result taken = other.run("import", file.toString());

            assertThat(taken.code()).isEqualTo(Exit.DONE);
            assertThat(taken.out()).contains(before.path("executions").asText() + " generations added");
            JsonNode after = JSON.readTree(other.run("stats", "--json").out());
            assertThat(after.path("families")).isEqualTo(before.path("families"));
            assertThat(after.path("most_used")).isEqualTo(before.path("most_used"));
            assertThat(other.run("import", "--json", file.toString()).out()).contains("\"added\" : 0");
        }
        assertThat(cli.run("export", home.resolve("history.json").toString()).err())
                .contains("--force");
        assertThat(cli.run("export", home.resolve("history").toString()).code()).isEqualTo(Exit.USAGE);
    }

    @Test
    void pruneShowsFirstAndDoesItOnlyWhenTold() throws IOException {
        String executions = json("stats", "--json").path("executions").asText();

        Cli.Result preview = cli.run("prune", "--path", pictures.toString());
        assertThat(preview.out()).contains("Would go: " + executions + " generations");
        assertThat(json("stats", "--json").path("executions").asText()).isEqualTo(executions);

        assertThat(cli.run("prune", "--path", pictures.toString(), "--yes").out())
                .contains("Forgotten: " + executions);
        assertThat(json("stats", "--json").path("executions").asInt()).isZero();
        assertThat(cli.run("prune").code()).isEqualTo(Exit.USAGE);
        assertThat(cli.run("prune", "--older-than", "soon").err()).contains("90d");
    }

    @Test
    void aNarrowTerminalGetsPresetsInBlocksToo() {
        Cli.Result narrow = cli.on(new Screen(true, false, 60)).run("suggest", "--family", "flux");

        assertThat(narrow.out()).contains("2. flux  (preset flux_schnell)").contains("guidance 30");
        assertThat(narrow.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    }

    @Test
    void doctorMendsWhatAnotherProgramBroke() throws SQLException {
        Path database = home.resolve(".local/share/gentrack/generations.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE totals SET uses = uses + 5 WHERE kind = 'family'");
        }

        Cli.Result found = cli.run("doctor");
        assertThat(found.code()).isEqualTo(Exit.FAILED);
        assertThat(found.out()).contains("[wrong] History").contains("gentrack doctor --fix");
        assertThat(cli.run("doctor", "--fix").code()).isEqualTo(Exit.DONE);
        assertThat(cli.run("doctor").code()).isEqualTo(Exit.DONE);
    }
}
