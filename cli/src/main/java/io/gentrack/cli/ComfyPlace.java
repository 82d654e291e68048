package io.gentrack.cli;

import io.gentrack.mcp.comfy.ComfyClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which ComfyUI is meant: the address among {@code --comfyui}, else {@code $COMFYUI_URL}, else the usual port of this machine. */
record ComfyPlace(URI address, List<Path> folders) {
    private static final String USUAL = "http://127.0.0.1:8188";

    ComfyPlace {
        folders = List.copyOf(folders);
    }

    /**
     * Of the values of {@code --comfyui}: its address, and its folders.
     *
     * @param values folders and addresses
     */
    static ComfyPlace of(Host host, List<String> values) throws UsageException {
        Optional<String> named = values.stream().filter(Installs::isAddress).findFirst();
        String address = named.or(() -> host.variable("COMFYUI_URL")).orElse(USUAL);
        return new ComfyPlace(address(address), Installs.named(values));
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
        return folders.stream()
                .flatMap(f -> Stream.of(f.resolve("output"), f.resolve("input"), f.resolve("user")))
                .filter(Files::isDirectory)
                .toList();
    }
}
