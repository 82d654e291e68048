package io.gentrack.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.McpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes from the server to its client beside answers, over HTTP: in the stream of a call, or in one opened to listen. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpStreamsTest {
    private final McpServer server = ConformanceFixture.server();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private HttpTransport http;

    @BeforeEach
    void start() throws IOException {
        http = HttpTransport.start(server, 0, Optional.empty(), faults::add);
    }

    @AfterEach
    void stop() {
        http.close();
        assertThat(faults).isEmpty();
    }

    private HttpRequest.Builder request(String session) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        return session.isEmpty() ? request : request.header("Mcp-Session-Id", session);
    }

    private HttpResponse<InputStream> send(String session, String body) throws Exception {
        return client.send(
                request(session).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private String session() throws Exception {
        HttpResponse<InputStream> opened =
                send("", Toy.request(1, "initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}"));
        opened.body().close();
        return opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode event(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith("data:")) {
            line = stream.readLine();
        }
        return Json.parse(line.substring(5)).orElseThrow();
    }

    @Test
    void aClientIsAskedInTheStreamOfItsCallAndAnswersByItself() throws Exception {
        String session = session();
        try (BufferedReader stream = reader(send(session, Toy.call(2, "test_elicitation", "{\"message\":\"Who?\"}")))) {
            JsonNode question = event(stream);
            assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
            ObjectNode answer = Json.object().put("jsonrpc", "2.0");
            answer.set("id", question.path("id"));
            answer.putObject("result")
                    .put("action", "accept")
                    .putObject("content")
                    .put("username", "me");
            assertThat(send(session, Json.text(answer)).statusCode()).isEqualTo(202);
            assertThat(event(stream).path("result").toString()).contains("me");
        }
    }

    @Test
    void aCallThatHasNothingElseToSayIsAnsweredWithoutAStream() throws Exception {
        HttpResponse<InputStream> answer = send(session(), Toy.call(2, "test_simple_text", "{}"));
        answer.body().close();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void theStreamOfASessionTellsWhatItSubscribedToAndNothingElse() throws Exception {
        String session = session();
        String other = session();
        send(session, Toy.request(2, "resources/subscribe", "{\"uri\":\"test://a\"}"))
                .body()
                .close();
        send(other, Toy.request(2, "resources/subscribe", "{\"uri\":\"test://b\"}"))
                .body()
                .close();
        HttpResponse<InputStream> listening =
                client.send(request(session).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader stream = reader(listening)) {
            server.updated("test://b"::equals);
            server.updated("test://a"::equals);
            assertThat(event(stream).path("params").path("uri").asText()).isEqualTo("test://a");
        }
        assertThat(client.send(request("").GET().build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .as("without a session")
                .isEqualTo(405);
    }
}
