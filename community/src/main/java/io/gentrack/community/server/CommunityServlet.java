package io.gentrack.community.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.community.server.Problem.Kind;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** openapi.yaml over HTTP. */
final class CommunityServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MOST_BODY_BYTES = 262_144;
    private static final int ETAG_DIGITS = 32;

    private final transient JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final transient ServerOptions options;
    private final transient Contract contract;
    private final transient Submissions submissions;
    private final transient PageReader pages;
    private final transient CommunityDatabase database;
    private final transient RateLimit limit;
    private final transient Predicate<String> hosts;
    private final transient Consumer<Throwable> report;
    private final transient Map<String, Map<String, Handler>> routes;

    /** What a request is answered with. */
    private record Answer(int status, JsonNode body, Map<String, String> headers) {
        static Answer kept(JsonNode body) {
            return new Answer(200, body, Map.of("Cache-Control", "no-store"));
        }
    }

    @FunctionalInterface
    private interface Handler {
        Answer answer(HttpServletRequest request) throws Problem, SQLException, IOException;
    }

    /**
     * @param hosts which names of the Host header are answered to
     * @param report hears of internal faults
     */
    CommunityServlet(
            ServerOptions options,
            Contract contract,
            Submissions submissions,
            CommunityDatabase database,
            RateLimit limit,
            Predicate<String> hosts,
            Consumer<Throwable> report) {
        this.options = options;
        this.contract = contract;
        this.submissions = submissions;
        this.database = database;
        this.limit = limit;
        this.hosts = hosts;
        this.report = report;
        pages = new PageReader(database, options.cacheTtl());
        routes = new TreeMap<>(Map.of(
                "/api/v1/settings/submit", Map.of("POST", this::submit),
                "/api/v1/settings/search", Map.of("GET", r -> page(r, PageQuery.SEARCH, true)),
                "/api/v1/settings/popular", Map.of("GET", r -> page(r, PageQuery.POPULAR, false)),
                "/api/v1/contribution", Map.of("DELETE", this::forget)));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer;
        try {
            answer = answer(request);
        } catch (Problem problem) {
            answer = new Answer(problem.kind().status(), problem.json(), problem.headers());
        } catch (SQLException | RuntimeException fault) {
            report.accept(fault);
            answer = new Answer(
                    Kind.INTERNAL.status(),
                    Problem.json(Kind.INTERNAL, "The server failed. It is not the fault of the request.", List.of()),
                    Map.of());
        }
        if (!isTakenIn(request)) {
            response.setHeader("Connection", "close");
        }
        send(request, response, answer);
    }

    /**
     * Whether all of the body is read. A body still on its way would be taken for the next request, so the connection would be closed
     * under a client that was not told and sends the next one on it. Who sends much more than is taken is cut off; who asks whether to
     * send at all has its answer.
     */
    private static boolean isTakenIn(HttpServletRequest request) {
        if (request.getHeader("Expect") != null) {
            return false;
        }
        try {
            InputStream in = request.getInputStream();
            long left = 4L * MOST_BODY_BYTES;
            while (left > 0) {
                long skipped = in.readNBytes((int) Math.min(left, 8_192)).length;
                if (skipped == 0) {
                    return true;
                }
                left -= skipped;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private Answer answer(HttpServletRequest request) throws Problem, SQLException, IOException {
        int wait = limit.take(RateLimit.network(sender(request)));
        if (wait > 0) {
            throw new Problem(
                    Kind.TOO_MANY_REQUESTS,
                    "At most 60 requests a minute from one address. Wait a minute.",
                    List.of(),
                    Map.of("Retry-After", Integer.toString(wait)));
        }
        if (!hosts.test(request.getServerName())) {
            throw new Problem(Kind.WRONG_HOST, "Ask it by the address it listens on.");
        }
        Map<String, Handler> methods = routes.get(request.getRequestURI());
        if (methods == null) {
            throw new Problem(Kind.NOT_FOUND, "There are: " + String.join(" ", routes.keySet()));
        }
        Handler handler = methods.get(request.getMethod());
        if (handler == null) {
            String allowed = String.join(", ", methods.keySet());
            throw new Problem(Kind.METHOD_NOT_ALLOWED, "Use " + allowed + ".", List.of(), Map.of("Allow", allowed));
        }
        return handler.answer(request);
    }

    /** The peer, or where that is a trusted proxy, the last address it did not make up itself. */
    private String sender(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        Set<String> proxies = options.trustedProxies();
        if (!proxies.contains(peer)) {
            return peer;
        }
        String[] way = Optional.ofNullable(request.getHeader("X-Forwarded-For"))
                .orElse("")
                .split(",", 50);
        for (int i = way.length - 1; i >= 0; i--) {
            String address = way[i].strip();
            if (!address.isEmpty() && !proxies.contains(address)) {
                return address;
            }
        }
        return peer;
    }

    private Answer submit(HttpServletRequest request) throws Problem, SQLException, IOException {
        requireNoParameters(request);
        Submissions.Receipt receipt = submissions.submit(contract.submission(body(request)));
        Answer answer = Answer.kept(receipt.json());
        if (!options.reportRows()) {
            return answer;
        }
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.put("Rows-Written", Long.toString(receipt.rowsWritten()));
        return new Answer(answer.status(), answer.body(), headers);
    }

    private Answer forget(HttpServletRequest request) throws Problem, SQLException, IOException {
        requireNoParameters(request);
        int deleted = database.remove(contract.withdrawal(body(request)));
        return Answer.kept(JsonNodeFactory.instance.objectNode().put("deleted", deleted));
    }

    private static void requireNoParameters(HttpServletRequest request) throws Problem {
        if (request.getQueryString() != null && !request.getQueryString().isEmpty()) {
            throw new Problem(Kind.INVALID_REQUEST, "This request takes no parameters.");
        }
    }

    private JsonNode body(HttpServletRequest request) throws Problem, IOException {
        String type = Optional.ofNullable(request.getContentType()).orElse("").split(";", 2)[0];
        if (!type.strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw new Problem(Kind.NOT_JSON, "Send Content-Type: application/json.");
        }
        byte[] bytes = request.getInputStream().readNBytes(MOST_BODY_BYTES + 1);
        if (bytes.length > MOST_BODY_BYTES) {
            throw new Problem(
                    Kind.TOO_LARGE, "A body has at most " + MOST_BODY_BYTES + " bytes. Send fewer entries at once.");
        }
        try {
            JsonNode tree = json.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            if (tree.isMissingNode()) {
                throw new Problem(Kind.MALFORMED_JSON, "The body is empty.");
            }
            return tree;
        } catch (CharacterCodingException e) {
            throw new Problem(Kind.MALFORMED_JSON, "The body is no UTF-8.");
        } catch (JsonProcessingException e) {
            throw new Problem(Kind.MALFORMED_JSON, "The body cannot be read as JSON.");
        }
    }

    private Answer page(HttpServletRequest request, Map<String, Shape> filters, boolean needsFilter)
            throws Problem, SQLException {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        ObjectNode page = pages.read(PageQuery.read(query, filters, needsFilter));
        String etag = etag(page);
        Map<String, String> headers = Map.of(
                "ETag",
                etag,
                "Cache-Control",
                options.cacheTtl() > 0 ? "public, max-age=" + options.cacheTtl() : "no-cache");
        boolean known =
                matches(Optional.ofNullable(request.getHeader("If-None-Match")).orElse(""), etag);
        return new Answer(known ? 304 : 200, page, headers);
    }

    /** Weak comparison, as RFC 9110 has it for If-None-Match: proxies that compress make an ETag weak. */
    private static boolean matches(String header, String etag) {
        for (String each : header.split(",", 50)) {
            String tag = each.strip();
            if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    private static String etag(JsonNode body) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(body.toString().getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(digest).substring(0, ETAG_DIGITS) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, Answer answer)
            throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (answer.status() == 304) {
            return;
        }
        boolean problem = answer.status() >= 400;
        if (problem) {
            response.setHeader("Cache-Control", "no-store");
        }
        byte[] bytes = answer.body().toString().getBytes(StandardCharsets.UTF_8);
        response.setHeader("Content-Type", problem ? "application/problem+json" : "application/json");
        response.setContentLength(bytes.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(bytes);
        }
    }
}
