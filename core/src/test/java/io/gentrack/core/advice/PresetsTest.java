package io.gentrack.core.advice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.settings.FamilyTables;
import io.gentrack.core.store.Size;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetsTest {
    @TempDir
    private Path folder;

    private static Preset preset(Presets presets, String name) {
        return presets.all().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Presets.Loaded with(String json) throws IOException {
        return Presets.with(Files.writeString(folder.resolve("presets.jsonc"), json));
    }

    @Test
    void everyBuiltInPresetSaysWhereItsFiguresAreFrom() {
        assertThat(Presets.builtIn().all())
                .hasSizeGreaterThan(40)
                .allSatisfy(p -> assertThat(p.sources())
                        .as(p.name())
                        .isNotEmpty()
                        .allMatch(source -> source.startsWith("https://")));
    }

    @Test
    void everyBuiltInPresetIsOfAFamilyThatGraphsCanHave() throws IOException {
        Set<String> known = new HashSet<>();
        try (InputStream in = FamilyTables.class.getResourceAsStream("families.json")) {
            JsonNode tables = new JsonMapper().readTree(in);
            tables.findValues("family").forEach(family -> known.add(family.asText()));
            tables.get("parents").fieldNames().forEachRemaining(known::add);
        }
        assertThat(Presets.builtIn().all())
                .allSatisfy(p -> assertThat(known).as(p.name()).contains(p.family()));
    }

    @Test
    void whereThereIsNoFileTheBuiltInOnesStandAlone() {
        Presets.Loaded loaded = Presets.with(folder.resolve("presets.jsonc"));
        assertThat(loaded.presets().all()).isEqualTo(Presets.builtIn().all());
        assertThat(loaded.notes()).isEmpty();
    }

    @Test
    void aUsersFieldsStandOverTheBuiltInOnesAndTheRestStays() throws IOException {
        Preset before = preset(Presets.builtIn(), "sdxl");
        Presets.Loaded loaded = with("""
                {
                  // comments and a last comma are fine
                  "presets": { "sdxl": { "steps": [30, 40], "cfg": null, /* open */ }, },
                }
                """);
        Preset after = preset(loaded.presets(), "sdxl");
        assertThat(loaded.notes()).isEmpty();
        assertThat(after.steps()).contains(new Range(30, 40));
        assertThat(after.cfg()).isEmpty();
        assertThat(after.samplers()).isEqualTo(before.samplers());
        assertThat(after.sizes()).isEqualTo(before.sizes());
        assertThat(after.own()).isTrue();
    }

    @Test
    void aUserAddsAndTakesAway() throws IOException {
        Presets presets = with("""
                        {"presets": {"sdxl_turbo": null,
                          "mine": {"family": "SD3.5", "sampler": ["euler", "dpmpp_2m"], "sizes": ["832x1216"]}}}
                        """).presets();
        assertThat(presets.all()).noneMatch(p -> p.name().equals("sdxl_turbo"));
        Preset mine = preset(presets, "mine");
        assertThat(mine.family()).isEqualTo("sd3");
        assertThat(mine.samplers()).containsExactly("euler", "dpmpp_2m");
        assertThat(mine.sizes()).containsExactly(new Size(832, 1216));
        assertThat(mine.steps()).isEqualTo(Optional.empty());
    }

    @Test
    void aMistakeIsNamedAndTheRestIsUsed() throws IOException {
        Presets.Loaded loaded = with("""
                {"presets": {"good": {"family": "flux", "steps": 12}, "sdxl": {"step": 3}, "flux_dev": {"cfg": "high"},
                  "pony_v6": {"sizes": "huge"}, "chroma": 7, "alone": {"steps": 3}}}
                """);
        assertThat(loaded.notes())
                .hasSize(5)
                .anyMatch(note -> note.contains("\"sdxl\"") && note.contains("\"step\""))
                .anyMatch(note -> note.contains("\"flux_dev\"") && note.contains("\"cfg\" takes a number"))
                .anyMatch(note -> note.contains("\"pony_v6\"") && note.contains("1024x1024"))
                .anyMatch(note -> note.contains("\"chroma\""))
                .anyMatch(note -> note.contains("\"alone\"") && note.contains("family"));
        assertThat(preset(loaded.presets(), "good").steps()).contains(Range.of(12));
        assertThat(preset(loaded.presets(), "sdxl")).isEqualTo(preset(Presets.builtIn(), "sdxl"));
    }

    @Test
    void aFileThatIsNotJsonIsNamedWithItsLine() throws IOException {
        Presets.Loaded loaded = with("{\n \"presets\": {\n oops");
        assertThat(loaded.notes())
                .singleElement()
                .asString()
                .contains("presets.jsonc")
                .contains("line 3");
        assertThat(loaded.presets().all()).isEqualTo(Presets.builtIn().all());
    }

    @Test
    void theVersionFollowsTheUsersFile() throws IOException {
        String own = Presets.builtIn().version();
        assertThat(with("{\"presets\": {\"sdxl\": {\"steps\": 9}}}").presets().version())
                .isNotEqualTo(own);
        assertThat(with("{\"presets\": {}}").presets().version()).isEqualTo(own);
    }
}
