package io.gentrack.extractors;

import io.gentrack.core.extract.Plugins;
import io.gentrack.core.graph.NodeDefinitions;
import io.gentrack.core.spi.ExtractorPlugin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The node packs gentrack knows: one folder of resources each, listed in {@code packs.txt}. */
public final class BuiltInPlugin implements ExtractorPlugin {
    private final List<URL> descriptions;
    private final String version;

    public BuiltInPlugin() {
        List<URL> found = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String pack : text(resource("packs.txt")).lines().toList()) {
            String name = pack.strip();
            if (!name.isEmpty() && !name.startsWith("#")) {
                URL url = resource(name + "/nodes.json");
                found.add(url);
                all.writeBytes(bytes(url));
            }
        }
        descriptions = List.copyOf(found);
        version = Plugins.shortHash(all.toByteArray());
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(
                BuiltInPlugin.class.getResource(name), "resource " + name + " is not in the extractors jar");
    }

    private static byte[] bytes(URL url) {
        try (InputStream in = url.openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(url + " cannot be read", e);
        }
    }

    private static String text(URL url) {
        return new String(bytes(url), StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return "nodes";
    }

    /** Of the content of all descriptions, so that nobody has to remember to raise it. */
    @Override
    public String version() {
        return version;
    }

    @Override
    public List<URL> descriptions() {
        return descriptions;
    }

    @Override
    public NodeDefinitions definitions() {
        return new ShippedDefinitions();
    }
}
