package io.gentrack.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.mcp.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StdioTransportTest {
    private final Toy toy = new Toy();
    private OutputStream in;
    private BufferedReader out;
    private CompletableFuture<Void> end;

    @BeforeEach
    void start() throws IOException {
        Pipe input = new Pipe();
        Pipe output = new Pipe();
        OutputStream toServer = input.out;
        InputStream serverIn = input.in;
        InputStream fromServer = output.in;
        OutputStream serverOut = output.out;
        in = toServer;
        out = new BufferedReader(new InputStreamReader(fromServer, StandardCharsets.UTF_8));
        StdioTransport transport = new StdioTransport(toy.server, serverIn, serverOut, Duration.ofSeconds(5));
        end = CompletableFuture.runAsync(() -> {
            try {
                transport.run();
                serverOut.close();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        toy.release.countDown();
        in.close();
    }

    private void say(String line) throws IOException {
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private JsonNode hear() throws IOException {
        return Json.parse(out.readLine()).orElseThrow();
    }

    private List<JsonNode> rest() throws Exception {
        in.close();
        List<JsonNode> all = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            all.add(Json.parse(line).orElseThrow());
        }
        end.get(20, TimeUnit.SECONDS);
        return all;
    }

    @Test
    void aLegacyClientGetsTheRevisionItAskedForOrTheLatestLegacyOne() throws IOException {
        for (Map.Entry<String, String> pair : Map.of(
                        "2024-11-05", "2024-11-05",
                        "2025-06-18", "2025-06-18",
                        "1999-01-01", "2025-11-25",
                        "2026-07-28", "2025-11-25")
                .entrySet()) {
            say(Toy.request(1, "initialize", "{\"protocolVersion\":\"" + pair.getKey() + "\",\"capabilities\":{}}"));
            assertThat(hear().path("result").path("protocolVersion").asText()).isEqualTo(pair.getValue());
        }
    }

    @Test
    void aProbingClientMayDiscoverAndThenInitialize() throws IOException {
        say(Toy.modern("d", "server/discover", ""));
        JsonNode found = hear().path("result");
        assertThat(found.path("supportedVersions").get(0).asText()).isEqualTo("2026-07-28");
        assertThat(found.path("resultType").asText()).isEqualTo("complete");
        assertThat(found.path("cacheScope").asText()).isEqualTo("private");
        assertThat(found.path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("name")
                        .asText())
                .isEqualTo("toy");
        say(Toy.request(2, "initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}"));
        JsonNode legacy = hear().path("result");
        assertThat(legacy.path("protocolVersion").asText()).isEqualTo("2025-11-25");
        assertThat(legacy.has("resultType")).isFalse();
    }

    @Test
    void aRequestBeforeInitializedIsAnswered() throws IOException {
        say(Toy.request(1, "tools/list", "{}"));
        assertThat(hear().path("result").path("tools").size()).isEqualTo(4);
    }

    @Test
    void aMalformedLineIsAnsweredAndTheNextOneServed() throws IOException {
        say("{\"jsonrpc\":\"2.0\",\"id\":1,");
        JsonNode error = hear();
        assertThat(error.path("error").path("code").asInt()).isEqualTo(-32700);
        assertThat(error.has("id")).isFalse();
        say("");
        say("[]");
        assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32600);
        say("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}");
        assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32600);
        say("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}");
        assertThat(hear().path("result").isObject()).isTrue();
    }

    @Test
    void whatAHandlerThrowsBecomesAnErrorOfTheToolWithoutItsInside() throws IOException {
        say(Toy.call(1, "broken", "{}"));
        JsonNode answer = hear();
        assertThat(answer.path("result").path("isError").asBoolean()).isTrue();
        assertThat(answer.toString()).doesNotContain("secret").doesNotContain("IllegalState");
        assertThat(toy.faults).hasSize(1);
        say(Toy.call(2, "no_such", "{}"));
        assertThat(hear().path("error").path("message").asText())
                .contains("no_such")
                .contains("echo");
    }

    @Test
    void endOfInputLetsAnswersInFlightOut() throws Exception {
        say(Toy.call(1, "wait", "{}"));
        toy.waiting.await();
        CompletableFuture<List<JsonNode>> rest = CompletableFuture.supplyAsync(() -> {
            try {
                return rest();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        toy.release.countDown();
        assertThat(rest.get(20, TimeUnit.SECONDS))
                .singleElement()
                .satisfies(answer -> assertThat(answer.path("result")
                                .path("structuredContent")
                                .path("waited")
                                .asBoolean())
                        .isTrue());
    }

    @Test
    void aCancelledCallIsInterruptedAndNotAnswered() throws Exception {
        say(Toy.call("slow", "wait", "{}"));
        toy.waiting.await();
        say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"slow\"}}");
        assertThat(toy.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        say(Toy.call("next", "echo", "{\"a\":1}"));
        assertThat(rest())
                .singleElement()
                .satisfies(answer -> assertThat(answer.path("id").asText()).isEqualTo("next"));
    }

    @Test
    void progressRisesAndCarriesTheToken() throws IOException {
        say(Toy.request(1, "tools/call", "{\"name\":\"steps\",\"_meta\":{\"progressToken\":\"t\"}}"));
        JsonNode first = hear();
        assertThat(first.path("method").asText()).isEqualTo("notifications/progress");
        assertThat(first.path("params").path("progressToken").asText()).isEqualTo("t");
        assertThat(hear().path("params").path("progress").asInt()).isEqualTo(2);
        assertThat(hear().path("id").asInt()).isEqualTo(1);
    }

    @Test
    void aBatchIsAnsweredWithAnArray() throws IOException {
        say("[" + Toy.request(1, "ping", "{}") + "," + Toy.call(2, "echo", "{}")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"x\"}]");
        JsonNode answers = hear();
        assertThat(answers.isArray()).isTrue();
        assertThat(answers.size()).isEqualTo(2);
    }

    @Test
    void listsComeInPages() throws IOException {
        List<String> names = new ArrayList<>();
        String params = "{}";
        for (int page = 0; page < 3; page++) {
            say(Toy.request(page, "resources/list", params));
            JsonNode result = hear().path("result");
            result.path("resources").forEach(r -> names.add(r.path("uri").asText()));
            params = "{\"cursor\":\"" + result.path("nextCursor").asText() + "\"}";
        }
        assertThat(names).hasSize(120).doesNotHaveDuplicates();
        say(Toy.request(9, "resources/list", "{\"cursor\":\"nonsense\"}"));
        assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void aMissingResourceHasTheCodeOfItsEra() throws IOException {
        say(Toy.request(1, "resources/read", "{\"uri\":\"toy://none\"}"));
        assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32002);
        say(Toy.modern(2, "resources/read", "\"uri\":\"toy://none\","));
        assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void aModernRequestMustSayWhatItIs() throws IOException {
        say(Toy.request(1, "server/discover", "{}"));
        assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32602);
        say(Toy.modern(2, "ping", "").replace("2026-07-28", "2031-01-01"));
        JsonNode unsupported = hear().path("error");
        assertThat(unsupported.path("code").asInt()).isEqualTo(-32022);
        assertThat(unsupported.path("data").path("supported").get(0).asText()).isEqualTo("2026-07-28");
        say(Toy.modern(3, "ping", ""));
        assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32601);
        say(Toy.modern(4, "tools/list", "").replace(",\"io.modelcontextprotocol/clientCapabilities\":{}", ""));
        assertThat(hear().path("error").path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void tenThousandCallsWithSixteenInFlightEachGetTheirOwnAnswer() throws Exception {
        int calls = 10_000;
        Semaphore flight = new Semaphore(16);
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < calls; i++) {
                    flight.acquire();
                    say(Toy.call(i, "echo", "{\"i\":" + i + "}"));
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Map<Integer, Integer> answers = new HashMap<>();
        int before = Thread.activeCount();
        int most = 0;
        for (int i = 0; i < calls; i++) {
            JsonNode answer = hear();
            flight.release();
            answers.put(
                    answer.path("id").asInt(),
                    answer.path("result").path("structuredContent").path("i").asInt(-1));
            most = Math.max(most, Thread.activeCount());
        }
        sender.get(10, TimeUnit.SECONDS);
        assertThat(answers)
                .hasSize(calls)
                .allSatisfy((id, echoed) -> assertThat(echoed).isEqualTo(id));
        assertThat(most).isLessThan(before + 80);
        assertThat(toy.faults).isEmpty();
    }
}
