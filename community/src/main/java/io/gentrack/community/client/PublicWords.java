package io.gentrack.community.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The only words that may be sent: families, samplers and schedulers that come with ComfyUI and well-known node packs. A graph may
 * hold any text in their place (a node of one's own, a typing error, a path), and a rare one would tell who sends it.
 */
final class PublicWords {
    private final Set<String> families;
    private final Set<String> samplers;
    private final Set<String> schedulers;

    private PublicWords(Set<String> families, Set<String> samplers, Set<String> schedulers) {
        this.families = Set.copyOf(families);
        this.samplers = Set.copyOf(samplers);
        this.schedulers = Set.copyOf(schedulers);
    }

    static PublicWords load() {
        try (InputStream in = PublicWords.class.getResourceAsStream("public_words.json")) {
            if (in == null) {
                throw new IllegalStateException("the program's own file public_words.json is missing from its jar");
            }
            JsonNode json = new JsonMapper().readTree(in);
            Set<String> samplers = texts(json.path("samplers"));
            for (Map.Entry<String, JsonNode> group : json.path("sampler_groups").properties()) {
                texts(group.getValue()).forEach(name -> samplers.add(group.getKey() + "/" + name));
            }
            return new PublicWords(texts(json.path("families")), samplers, texts(json.path("schedulers")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    /** Whether every word of the settings is one that many people's graphs hold. */
    boolean cover(Settings settings) {
        return family(settings.modelFamily())
                && sampler(settings.sampler())
                && schedulers.contains(settings.scheduler().toLowerCase(Locale.ROOT));
    }

    boolean family(String name) {
        return families.contains(name);
    }

    boolean sampler(String name) {
        return samplers.contains(name.toLowerCase(Locale.ROOT));
    }
}
