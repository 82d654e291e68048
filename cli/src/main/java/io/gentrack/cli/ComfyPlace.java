package io.gentrack.cli;

import io.gentrack.mcp.comfy.ComfyClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which ComfyUI is meant: {@code --comfyui} as address or folder, else {@code $COMFYUI_URL}, else the usual port of this machine. */
record ComfyPlace(URI address, Optional<Path> folder) {
    private static final String USUAL = "http://127.0.0.1:8188";

    static ComfyPlace of(Host host, Optional<String> option) throws UsageException {
        Optional<String> given = option.or(() -> host.variable("COMFYUI_URL"));
        if (given.isPresent() && !isAddress(given.get())) {
            Path folder = Path.of(given.get()).toAbsolutePath();
            if (!Files.isDirectory(folder)) {
                throw new UsageException("--comfyui takes ComfyUI's folder or its address, for example " + USUAL
                        + "; \"" + given.get() + "\" is neither.");
            }
            return new ComfyPlace(URI.create(USUAL), Optional.of(folder));
        }
        return new ComfyPlace(address(given.orElse(USUAL)), Optional.empty());
    }

    private static boolean isAddress(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    private static URI address(String text) throws UsageException {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new UsageException(
                    "\"" + text + "\" is no address: " + e.getReason() + ". Give it as " + USUAL + ".");
        }
        throw new UsageException("\"" + text + "\" is no address of a server. Give it as " + USUAL + ".");
    }

    ComfyClient client() {
        return new ComfyClient(address);
    }

    /** Where ComfyUI keeps pictures and workflows, as far as the folders are there. */
    List<Path> roots() {
        return folder.stream()
                .flatMap(f -> Stream.of(f.resolve("output"), f.resolve("input"), f.resolve("user")))
                .filter(Files::isDirectory)
                .toList();
    }
}
