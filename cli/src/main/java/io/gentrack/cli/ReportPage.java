package io.gentrack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.store.Overview;
import io.gentrack.core.store.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The page of {@code report.html} with the numbers in it, as data that no file name can break out of. */
final class ReportPage {
    private static final String PLACE = "{\"place\":\"of the numbers\"}";

    private static final JsonMapper JSON = mapper();

    private ReportPage() {}

    private static JsonMapper mapper() {
        JsonMapper mapper = new JsonMapper();
        mapper.getFactory().setCharacterEscapes(new ForHtml());
        return mapper;
    }

    /** {@code </script>} and {@code <!--} end a script wherever they stand. */
    private static final class ForHtml extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private final int[] escapes;

        private ForHtml() {
            escapes = CharacterEscapes.standardAsciiEscapesForJSON();
            escapes['<'] = CharacterEscapes.ESCAPE_CUSTOM;
            escapes['>'] = CharacterEscapes.ESCAPE_CUSTOM;
            escapes['&'] = CharacterEscapes.ESCAPE_CUSTOM;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return new SerializedString(String.format(Locale.ROOT, "\\u%04x", c));
        }
    }

    static String html(Overview overview, Instant made) {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.html")) {
            if (in == null) {
                throw new IllegalStateException("the program's own file report.html is missing from its jar");
            }
            String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int place = page.indexOf(PLACE);
            return page.substring(0, place)
                    + JSON.writeValueAsString(data(overview, made))
                    + page.substring(place + PLACE.length());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode data(Overview overview, Instant made) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("made", made.toString());
        data.put("version", Version.NUMBER);
        data.set("stats", StatsCommand.json(overview.stats()));
        ArrayNode families = data.putArray("families");
        for (Overview.FamilyBest family : overview.families()) {
            best(families.addObject().put("family", family.family()), family.best());
        }
        ArrayNode loras = data.putArray("loras");
        for (Overview.LoraBest lora : overview.loras()) {
            best(
                    loras.addObject()
                            .put("hash", lora.hash())
                            .put("name", Wording.fileName(lora.name()))
                            .put("public_name", lora.publicName().orElse(null))
                            .put("uses", lora.uses())
                            .put("combinations", lora.combinations()),
                    lora.best());
        }
        ArrayNode grid = data.putArray("grid");
        overview.grid()
                .forEach(cell -> grid.addArray()
                        .add(cell.family())
                        .add(cell.steps())
                        .add(cell.cfg())
                        .add(cell.uses()));
        ArrayNode days = data.putArray("days");
        overview.days()
                .forEach(day -> days.addArray()
                        .add(day.day().toString())
                        .add(day.family())
                        .add(day.uses()));
        ArrayNode sizes = data.putArray("sizes");
        overview.sizes()
                .forEach(size -> sizes.addArray()
                        .add(size.family())
                        .add(size.width())
                        .add(size.height())
                        .add(size.uses()));
        data.put("model_count", overview.modelCount());
        ArrayNode models = data.putArray("models");
        overview.models()
                .forEach(model -> models.addObject()
                        .put("hash", model.hash())
                        .put("name", Wording.fileName(model.name()))
                        .put("public_name", model.publicName().orElse(null))
                        .put("family", model.family())
                        .put("uses", model.uses())
                        .put("combinations", model.combinations())
                        .put("last_used", model.lastUsed().toString()));
        return data;
    }

    private static void best(ObjectNode of, List<Suggestion> best) {
        ArrayNode rows = of.putArray("best");
        for (Suggestion one : best) {
            ObjectNode row = SuggestionJson.of(one);
            row.put("model_text", Wording.model(one.settings()));
            row.put("lora_text", Wording.loras(one.settings()));
            rows.add(row);
        }
    }
}
