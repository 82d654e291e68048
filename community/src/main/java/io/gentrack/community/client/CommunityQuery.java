package io.gentrack.community.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to look for; all that is given must fit. Nothing given asks for the most used of all.
 *
 * @param model a part of the public title (3 to 64 characters), an AutoV2, or {@code civitai:} and the id of a version
 * @param lora likewise
 * @param limit 1 to {@value #MOST}
 * @param cursor from the page before
 */
public record CommunityQuery(
        Optional<String> family,
        Optional<String> model,
        Optional<String> lora,
        Optional<String> sampler,
        Optional<String> scheduler,
        int limit,
        Optional<String> cursor) {
    /** Most results of one page. */
    public static final int MOST = 100;

    private static final String CIVITAI = "civitai:";
    private static final Pattern AUTO_V2 = Pattern.compile("[0-9A-Fa-f]{10}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,14}");
    private static final Pattern FAMILY = Pattern.compile("[a-z0-9_]{1,32}");
    private static final int SHORTEST_NAME = 3;
    private static final int LONGEST = 64;

    public CommunityQuery {
        Objects.requireNonNull(family, "family is null");
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(lora, "lora is null");
        Objects.requireNonNull(sampler, "sampler is null");
        Objects.requireNonNull(scheduler, "scheduler is null");
        Objects.requireNonNull(cursor, "cursor is null");
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a page has 1 to " + MOST + " results, not " + limit);
        }
    }

    /** The most used. */
    public static CommunityQuery popular(int limit) {
        return new CommunityQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit,
                Optional.empty());
    }

    /** What no server would take, for people; empty where all is well. */
    public Optional<String> problem() {
        if (family.filter(f -> !FAMILY.matcher(f).matches()).isPresent()) {
            return Optional.of("A family is written like sdxl or qwen_image.");
        }
        for (Optional<String> name : List.of(model, lora)) {
            int length = name.map(String::strip).map(String::length).orElse(SHORTEST_NAME);
            if (length < SHORTEST_NAME || length > LONGEST) {
                return Optional.of("A part of a name has " + SHORTEST_NAME + " to " + LONGEST + " characters.");
            }
        }
        return Optional.empty();
    }

    /** Always in the same order, so that the same question finds its answer again. */
    String pathAndQuery() {
        boolean filtered = model.isPresent() || lora.isPresent() || sampler.isPresent() || scheduler.isPresent();
        StringBuilder text = new StringBuilder("/api/v1/settings/").append(filtered ? "search" : "popular");
        add(text, "model_family", family);
        file(text, "model", model);
        file(text, "lora", lora);
        add(text, "sampler", sampler);
        add(text, "scheduler", scheduler);
        add(text, "limit", Optional.of(Integer.toString(limit)));
        add(text, "cursor", cursor);
        return text.toString();
    }

    private static void file(StringBuilder text, String role, Optional<String> value) {
        String name = value.orElse("").strip();
        if (name.toLowerCase(Locale.ROOT).startsWith(CIVITAI)
                && NUMBER.matcher(name.substring(CIVITAI.length())).matches()) {
            add(text, role + "_civitai_id", Optional.of(name.substring(CIVITAI.length())));
        } else if (AUTO_V2.matcher(name).matches()) {
            add(text, role + "_hash", Optional.of(name.toUpperCase(Locale.ROOT)));
        } else if (!name.isEmpty()) {
            add(text, role + "_name", Optional.of(name));
        }
    }

    private static void add(StringBuilder text, String name, Optional<String> value) {
        value.ifPresent(v -> text.append(text.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(v, StandardCharsets.UTF_8)));
    }
}
