package io.gentrack.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.mcp.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class HttpTransportTest {
    private final Toy toy = new Toy();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpTransport http;

    @BeforeEach
    void start() throws IOException {
        http = HttpTransport.start(toy.server, 0, Optional.empty(), toy.faults::add);
    }

    @AfterEach
    void stop() {
        toy.release.countDown();
        http.close();
    }

    private HttpRequest.Builder request(String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        return client.send(request(body, headers).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int code(HttpResponse<String> response) {
        return Json.parse(response.body())
                .orElseThrow()
                .path("error")
                .path("code")
                .asInt();
    }

    /** One request with headers that a proper client does not let anybody set. */
    private String raw(String... headers) throws IOException {
        String body = Toy.request(1, "ping", "{}");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            String head =
                    "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                            + body.length() + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\r\n", 2)[0];
        }
    }

    @Test
    void onlyPagesAndNamesOfThisMachineAreServed() throws Exception {
        assertThat(raw("Host: evil.example:8188")).contains("421");
        assertThat(raw("Host: localhost.evil.example")).contains("421");
        assertThat(raw("Host: [::1]:80")).contains("200");
        assertThat(raw("Host: LOCALHOST:80")).contains("200");
        assertThat(post(Toy.request(1, "ping", "{}"), "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(Toy.request(1, "ping", "{}"), "Origin", "null").statusCode())
                .isEqualTo(403);
        assertThat(post(Toy.request(1, "ping", "{}"), "Origin", "http://localhost:3000")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTokenIsAskedForWhereOneIsSet() throws Exception {
        try (HttpTransport guarded = HttpTransport.start(toy.server, 0, Optional.of("s3cret"), toy.faults::add)) {
            URI uri = URI.create("http://127.0.0.1:" + guarded.port() + "/mcp");
            List<Integer> statuses = new ArrayList<>();
            for (String value : List.of("Basic s3cret", "Bearer wrong", "Bearer s3cret")) {
                statuses.add(client.send(
                                HttpRequest.newBuilder(uri)
                                        .header("Authorization", value)
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(Toy.request(1, "ping", "{}")))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            }
            assertThat(statuses).containsExactly(401, 401, 200);
        }
    }

    @Test
    void whatIsNoPostOfJsonIsRefused() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + "/mcp");
        HttpResponse<Void> get =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
        HttpResponse<String> broken = post("{");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(code(broken)).isEqualTo(-32700);
        assertThat(post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void theHeadersOfAModernRequestMustAgreeWithItsBody() throws Exception {
        String call = Toy.modern(1, "tools/call", "\"name\":\"echo\",\"arguments\":{\"a\":1},");
        HttpResponse<String> right =
                post(call, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "echo");
        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(right.headers().firstValue("Mcp-Session-Id")).isEmpty();
        assertThat(post(
                                call,
                                "mcp-protocol-version",
                                "2026-07-28",
                                "mcp-method",
                                "tools/call",
                                "mcp-name",
                                "=?base64?ZWNobw==?=")
                        .statusCode())
                .isEqualTo(200);
        for (String[] wrong : new String[][] {
            {"Mcp-Method", "tools/call", "Mcp-Name", "echo"},
            {"MCP-Protocol-Version", "2025-11-25", "Mcp-Method", "tools/call", "Mcp-Name", "echo"},
            {"MCP-Protocol-Version", "2026-07-28", "Mcp-Name", "echo"},
            {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list", "Mcp-Name", "echo"},
            {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call"},
            {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "wait"},
            {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "=?base64?!?="},
        }) {
            HttpResponse<String> answer = post(call, wrong);
            assertThat(answer.statusCode()).as(String.join(" ", wrong)).isEqualTo(400);
            assertThat(code(answer)).as(String.join(" ", wrong)).isEqualTo(-32020);
        }
    }

    @Test
    void anUnknownMethodIs404InTheModernEraOnly() throws Exception {
        HttpResponse<String> modern =
                post(Toy.modern(1, "no/such", ""), "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "no/such");
        assertThat(modern.statusCode()).isEqualTo(404);
        assertThat(code(modern)).isEqualTo(-32601);
        HttpResponse<String> legacy = post(Toy.request(1, "no/such", "{}"));
        assertThat(legacy.statusCode()).isEqualTo(200);
        assertThat(code(legacy)).isEqualTo(-32601);
        HttpResponse<String> unknown = post(Toy.request(1, "tools/list", "{}"), "MCP-Protocol-Version", "1999-01-01");
        assertThat(unknown.statusCode()).isEqualTo(400);
    }

    @Test
    void progressComesAsEventsBeforeTheAnswer() throws Exception {
        HttpResponse<String> response =
                post(Toy.request(1, "tools/call", "{\"name\":\"steps\",\"_meta\":{\"progressToken\":7}}"));
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<JsonNode> events = response.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Json.parse(line.substring(6)).orElseThrow())
                .toList();
        assertThat(events).hasSize(3);
        assertThat(events.get(0).path("params").path("progressToken").asInt()).isEqualTo(7);
        assertThat(events.get(2).path("id").asInt()).isEqualTo(1);
    }

    @Test
    void closingTheStreamCancelsTheCall() throws Exception {
        HttpResponse<InputStream> response = client.send(
                request(Toy.request(1, "tools/call", "{\"name\":\"wait\",\"_meta\":{\"progressToken\":7}}"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        toy.waiting.await();
        response.body().close();
        assertThat(toy.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLegacyClientCancelsItsOwnCallsOnly() throws Exception {
        HttpResponse<String> opened =
                post(Toy.request(0, "initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}"));
        String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
        CompletableFuture<HttpResponse<String>> slow = client.sendAsync(
                request(Toy.call(5, "wait", "{}"), "Mcp-Session-Id", session).build(),
                HttpResponse.BodyHandlers.ofString());
        toy.waiting.await();
        String cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}";
        post(cancel);
        post(cancel, "Mcp-Session-Id", "another");
        assertThat(toy.interrupted.getCount()).isEqualTo(1);
        post(cancel, "Mcp-Session-Id", session);
        assertThat(toy.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEmpty();
    }

    @Test
    void tenThousandCallsWithSixteenInFlightEachGetTheirOwnAnswer() throws Exception {
        int calls = 10_000;
        Semaphore flight = new Semaphore(16);
        AtomicInteger right = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            int number = i;
            flight.acquire();
            all.add(client.sendAsync(
                            request(Toy.call(i, "echo", "{\"i\":" + i + "}")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .thenAccept(answer -> {
                        if (answer.body().contains("\"structuredContent\":{\"i\":" + number + "}")) {
                            right.incrementAndGet();
                        }
                    })
                    .whenComplete((done, fault) -> flight.release()));
        }
        CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
        assertThat(right).hasValue(calls);
        assertThat(toy.faults).isEmpty();
    }
}
