package io.gentrack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.community.client.ServerAddress;
import io.gentrack.hasher.civitai.CivitaiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a user set once for all commands, in {@code config.json} of the data folder. A flag on the command line wins.
 *
 * @param file where it is read from, there or not
 * @param comfyui ComfyUI's folders
 * @param civitai whether files are identified at CivitAI
 * @param civitaiUrl the site asked
 * @param civitaiTries tries of one request before it counts as unanswered
 * @param community the community server; that it is named here never sends anything by itself
 */
record Config(
        Path file,
        List<Path> comfyui,
        boolean civitai,
        URI civitaiUrl,
        int civitaiTries,
        Optional<ServerAddress> community) {
    static final String HELP =
            "config.json in your data folder (or $GENTRACK_CONFIG) may set comfyui (a folder or a list of folders),";
    static final String HELP_MORE =
            "civitai (true or false), civitai_url, civitai_tries (1 to 20) and community_server (URL); flags win.";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> KEYS =
            Set.of("comfyui", "civitai", "civitai_url", "civitai_tries", "community_server");
    private static final long MOST_BYTES = 1 << 20;
    private static final int TRIES = 7;

    Config {
        comfyui = List.copyOf(comfyui);
    }

    static Config read(Host host) throws UsageException {
        Path file = host.variable("GENTRACK_CONFIG")
                .map(Path::of)
                .orElseGet(() -> new AppFolders(host).data().resolve("config.json"));
        if (!Files.exists(file)) {
            return new Config(file, List.of(), false, CivitaiClient.SITE, TRIES, Optional.empty());
        }
        JsonNode json = parse(file);
        for (String key : (Iterable<String>) json::fieldNames) {
            if (!KEYS.contains(key)) {
                throw new UsageException(file + ": \"" + key + "\" is not known; it may hold "
                        + String.join(", ", KEYS.stream().sorted().toList()) + ".");
            }
        }
        JsonNode civitai = json.path("civitai");
        if (!civitai.isMissingNode() && !civitai.isBoolean()) {
            throw new UsageException(file + ": civitai is true or false, not " + civitai + ".");
        }
        JsonNode tries = json.path("civitai_tries");
        if (!tries.isMissingNode() && (!tries.isInt() || tries.intValue() < 1 || tries.intValue() > 20)) {
            throw new UsageException(file + ": civitai_tries is a number from 1 to 20, not " + tries + ".");
        }
        JsonNode url = json.path("civitai_url");
        return new Config(
                file,
                folders(file, json.path("comfyui"), host),
                civitai.asBoolean(false),
                url.isMissingNode() ? CivitaiClient.SITE : site(url.asText(), file + ": civitai_url"),
                tries.asInt(TRIES),
                community(file, json.path("community_server")));
    }

    private static Optional<ServerAddress> community(Path file, JsonNode value) throws UsageException {
        return value.isMissingNode()
                ? Optional.empty()
                : Optional.of(CommunityOptions.address(value.asText(), file + ": community_server"));
    }

    private static JsonNode parse(Path file) throws UsageException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UsageException(file + " is too large for a config file; it holds a few lines of JSON.");
            }
            JsonNode json = JSON.readTree(Files.readString(file));
            if (!json.isObject()) {
                throw new UsageException(file + " holds no JSON object; write {\"comfyui\": \"/path/to/ComfyUI\"}.");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new UsageException(file + " is not valid JSON (line "
                    + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + "): " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read: " + e.getMessage());
        }
    }

    private static List<Path> folders(Path file, JsonNode value, Host host) throws UsageException {
        List<Path> folders = new ArrayList<>();
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
            if (one.isTextual()) {
                folders.add(folder(file, one.textValue(), host));
            } else if (!one.isMissingNode()) {
                throw new UsageException(file + ": comfyui is a folder or a list of folders, not " + one + ".");
            }
        }
        return folders;
    }

    private static Path folder(Path file, String text, Host host) throws UsageException {
        try {
            boolean home = text.equals("~") || text.startsWith("~/") || text.startsWith("~\\");
            return home
                    ? Path.of(
                            host.variable("HOME").orElse(host.home()),
                            text.substring(1).replace('\\', '/'))
                    : Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(file + ": " + text + " is no folder name.");
        }
    }

    /** The address of a site with CivitAI's API. */
    static URI site(String text, String origin) throws UsageException {
        try {
            URI uri = URI.create(text);
            if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw wrongSite(text, origin);
        }
        throw wrongSite(text, origin);
    }

    private static UsageException wrongSite(String text, String origin) {
        return new UsageException(origin + " takes an address such as https://civitai.com, not " + text + ".");
    }
}
