package io.gentrack.community.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a community server is, in one spelling, so that the book of what was sent knows it again.
 *
 * @param text scheme, host in lower case, port where it is not the usual one, and perhaps a path; no slash at the end
 */
public record ServerAddress(String text) {
    public ServerAddress {
        Objects.requireNonNull(text, "text is null");
    }

    /** Empty for what is no {@code http} or {@code https} address, or names a user, a query or a fragment. */
    public static Optional<ServerAddress> parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip()).normalize();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (!web
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            return Optional.empty();
        }
        boolean usual = uri.getPort() == -1 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
        String path = uri.getRawPath().replaceAll("/+$", "");
        return Optional.of(new ServerAddress(
                scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort()) + path));
    }

    /** Whether what is sent there can be read on the way by others. */
    public boolean open() {
        return text.startsWith("http://") && !text.matches("http://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?(/.*)?");
    }

    @Override
    public String toString() {
        return text;
    }
}
