package io.gentrack.community.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A word that servers refuse would make them refuse the whole request it stands in. */
class PublicWordsTest {
    private static final Path CONTRACT =
            Path.of(System.getProperty("gentrack.root", "..")).resolve("community/openapi.yaml");

    private static Pattern pattern(String schema) throws IOException {
        String contract = Files.readString(CONTRACT);
        Matcher matcher = Pattern.compile("(?s)\n    " + schema + ":.*?pattern: '([^']+)'")
                .matcher(contract);
        assertThat(matcher.find()).as(schema).isTrue();
        return Pattern.compile(matcher.group(1));
    }

    private static JsonNode words() throws IOException {
        try (InputStream in = PublicWords.class.getResourceAsStream("public_words.json")) {
            return new JsonMapper().readTree(in);
        }
    }

    private static List<String> list(JsonNode words) {
        List<String> list = new ArrayList<>();
        words.forEach(word -> list.add(word.asText()));
        return list;
    }

    @Test
    void every_word_is_one_that_servers_take() throws IOException {
        JsonNode words = words();
        List<String> methods = list(words.path("samplers"));
        methods.addAll(list(words.path("schedulers")));
        words.path("sampler_groups")
                .properties()
                .forEach(group -> list(group.getValue()).forEach(name -> methods.add(group.getKey() + "/" + name)));

        assertThat(methods)
                .hasSizeGreaterThan(200)
                .allMatch(pattern("MethodName").asMatchPredicate());
        assertThat(list(words.path("families")))
                .hasSizeGreaterThan(50)
                .allMatch(pattern("Family").asMatchPredicate());
    }
}
