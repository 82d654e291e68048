package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Message;
import io.gentrack.mcp.protocol.Revision;
import io.gentrack.mcp.protocol.RpcError;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a request's headers must be. Section "Server Validation" of the streamable HTTP transport, revision 2026-07-28. */
final class HttpRules {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String VERSION = "MCP-Protocol-Version";
    private static final String SENTINEL_START = "=?base64?";
    private static final String SENTINEL_END = "?=";

    private HttpRules() {}

    /** A name that resolves elsewhere to this machine (DNS rebinding) shows in the Host header. */
    static boolean loopbackHost(Headers headers) {
        String host = headers.getFirst("Host");
        return host != null && LOOPBACK.contains(withoutPort(host.strip()).toLowerCase(Locale.ROOT));
    }

    /** Only browsers send an Origin; a page from elsewhere has no business here. */
    static boolean goodOrigin(Headers headers) {
        String origin = headers.getFirst("Origin");
        if (origin == null) {
            return true;
        }
        try {
            URI uri = new URI(origin.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https")) && LOOPBACK.contains(host);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** In constant time, so that a token cannot be guessed letter by letter. */
    static boolean authorized(Headers headers, Optional<String> token) {
        if (token.isEmpty()) {
            return true;
        }
        String given = headers.getFirst("Authorization");
        return given != null
                && given.regionMatches(true, 0, "Bearer ", 0, 7)
                && MessageDigest.isEqual(
                        given.substring(7).strip().getBytes(StandardCharsets.UTF_8),
                        token.get().getBytes(StandardCharsets.UTF_8));
    }

    static boolean json(Headers headers) {
        String type = headers.getFirst("Content-Type");
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    static boolean accepts(Headers headers, String type) {
        Iterable<String> values = headers.getOrDefault("Accept", List.of("*/*"));
        String wildcard = type.substring(0, type.indexOf('/')) + "/*";
        for (String value : values) {
            for (String part : value.split(",", -1)) {
                String range = part.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
                if (range.equals(type) || range.equals("*/*") || range.equals(wildcard)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Of a request, against its own body. */
    static void check(Message.Request request, Headers headers) throws RpcError {
        Optional<String> header = Optional.ofNullable(headers.getFirst(VERSION)).map(String::strip);
        JsonNode meta = request.json().path("params").path("_meta");
        JsonNode revision = meta.path("io.modelcontextprotocol/protocolVersion");
        if (revision.isMissingNode()) {
            legacy(request, header);
            return;
        }
        if (header.isEmpty()) {
            throw mismatch("the header " + VERSION + " is missing");
        }
        if (!header.get().equals(revision.asText())) {
            throw mismatch(VERSION + " differs from the revision in _meta");
        }
        if (!Revision.parse(header.get()).map(Revision::modern).orElse(false)) {
            // The server's own answer says which revisions there are.
            return;
        }
        String method = Optional.ofNullable(headers.getFirst("Mcp-Method"))
                .map(String::strip)
                .orElseThrow(() -> mismatch("the header Mcp-Method is missing"));
        if (!method.equals(request.method())) {
            throw mismatch("Mcp-Method differs from the method in the body");
        }
        Optional<String> field = named(request.method());
        if (field.isPresent()) {
            String name = decoded(Optional.ofNullable(headers.getFirst("Mcp-Name"))
                    .map(String::strip)
                    .orElseThrow(() -> mismatch("the header Mcp-Name is missing")));
            if (!name.equals(
                    Json.string(request.json().path("params"), field.get()).orElse(""))) {
                throw mismatch("Mcp-Name differs from params." + field.get());
            }
        }
    }

    private static Optional<String> named(String method) {
        return switch (method) {
            case "tools/call", "prompts/get" -> Optional.of("name");
            case "resources/read" -> Optional.of("uri");
            default -> Optional.empty();
        };
    }

    private static void legacy(Message.Request request, Optional<String> header) throws RpcError {
        if (header.isEmpty() || request.method().equals("initialize")) {
            return;
        }
        Optional<Revision> revision = Revision.parse(header.get());
        if (revision.isEmpty()) {
            throw RpcError.unsupported(header.get());
        }
        if (revision.get().modern()) {
            throw new RpcError(
                    RpcError.INVALID_PARAMS,
                    "revision " + header.get() + " wants its version and capabilities in _meta");
        }
    }

    private static String decoded(String value) throws RpcError {
        if (!value.startsWith(SENTINEL_START) || !value.endsWith(SENTINEL_END)) {
            return value;
        }
        try {
            return new String(
                    Base64.getDecoder()
                            .decode(value.substring(SENTINEL_START.length(), value.length() - SENTINEL_END.length())),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw mismatch("Mcp-Name is not valid Base64");
        }
    }

    private static RpcError mismatch(String why) {
        return new RpcError(RpcError.HEADER_MISMATCH, "Header mismatch: " + why);
    }
}
