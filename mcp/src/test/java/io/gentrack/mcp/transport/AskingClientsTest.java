package io.gentrack.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.McpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes from the server to its client beside answers: questions, log messages, news of resources. Over standard streams. */
@Timeout(60)
class AskingClientsTest {
    private static final String CALL = "\"name\":\"%s\",\"arguments\":{},";

    private final McpServer server = ConformanceFixture.server();
    private final Pipe input = new Pipe();
    private final Pipe output = new Pipe();
    private final BufferedReader out = new BufferedReader(new InputStreamReader(output.in, StandardCharsets.UTF_8));

    private CompletableFuture<Void> end;

    @BeforeEach
    void start() {
        StdioTransport transport = new StdioTransport(server, input.in, output.out, Duration.ofSeconds(5));
        end = CompletableFuture.runAsync(() -> {
            try {
                transport.run();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        input.out.close();
        end.get(20, TimeUnit.SECONDS);
    }

    private void say(String line) throws IOException {
        input.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode hear() throws IOException {
        return Json.parse(out.readLine()).orElseThrow();
    }

    private JsonNode ask(String line) throws IOException {
        say(line);
        return hear();
    }

    private static String text(JsonNode answer) {
        return answer.path("result").path("content").get(0).path("text").asText();
    }

    @Test
    void aLegacyClientIsAskedAndItsAnswerGoesOn() throws IOException {
        JsonNode question = ask(Toy.call(1, "test_elicitation", "{\"message\":\"Who?\"}"));
        assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
        assertThat(question.path("params").path("message").asText()).isEqualTo("Who?");
        say("{\"jsonrpc\":\"2.0\",\"id\":\"another\",\"result\":{\"action\":\"accept\"}}");
        ObjectNode answer = Json.object().put("jsonrpc", "2.0");
        answer.set("id", question.path("id"));
        answer.putObject("result").put("action", "decline");
        assertThat(text(ask(Json.text(answer)))).contains("decline");
    }

    @Test
    void aLegacyClientThatCannotAnswerIsNotWaitedFor() throws IOException {
        JsonNode question = ask(Toy.call(1, "test_sampling", "{\"prompt\":\"Say it.\"}"));
        ObjectNode refusal = Json.object().put("jsonrpc", "2.0");
        refusal.set("id", question.path("id"));
        refusal.putObject("error").put("code", -32601).put("message", "Method not found");
        assertThat(ask(Json.text(refusal)).path("result").path("isError").asBoolean())
                .isTrue();
    }

    @Test
    void aStatelessCallComesBackWithItsAnswersRoundByRound() throws IOException {
        String call = CALL.formatted("test_input_required_result_multi_round");
        JsonNode first = rounds(call, "");
        assertThat(first.path("resultType").asText()).isEqualTo("input_required");
        assertThat(first.path("inputRequests").has("step1")).isTrue();
        JsonNode second = rounds(
                call,
                "\"inputResponses\":{\"step1\":{\"action\":\"accept\",\"content\":{\"name\":\"Alice\"}}},\"requestState\":"
                        + first.path("requestState") + ",");
        assertThat(second.path("inputRequests").has("step2")).isTrue();
        String last =
                "\"inputResponses\":{\"step2\":{\"action\":\"accept\",\"content\":{\"color\":\"red\"}}},\"requestState\":";
        JsonNode third = rounds(call, last + second.path("requestState") + ",");
        assertThat(third.path("resultType").asText()).isEqualTo("complete");
        assertThat(third.toString()).contains("red");
        assertThat(rounds(call, last + first.path("requestState") + ",")
                        .path("inputRequests")
                        .has("step1"))
                .as("an answer of the second round alone")
                .isTrue();
        for (String state : new String[] {
            "\"" + second.path("requestState").asText() + "x\"",
            "\"" + second.path("requestState").asText().substring(1) + "\"",
            "\"nonsense\"",
            "7"
        }) {
            assertThat(refused(call, last + state + ",")).as(state).isEqualTo(-32602);
        }
        assertThat(refused(
                        CALL.formatted("test_input_required_result_elicitation"),
                        last + second.path("requestState") + ","))
                .as("the state of another tool")
                .isEqualTo(-32602);
        assertThat(refused(call, "\"inputResponses\":7,")).isEqualTo(-32602);
    }

    private JsonNode stateless(String call, String more) throws IOException {
        return ask(Toy.modern(1, "tools/call", call + more)
                .replace("clientCapabilities\":{}", "clientCapabilities\":{\"elicitation\":{}}"));
    }

    private JsonNode rounds(String call, String more) throws IOException {
        return stateless(call, more).path("result");
    }

    private int refused(String call, String more) throws IOException {
        return stateless(call, more).path("error").path("code").asInt();
    }

    @Test
    void aStatelessClientIsAskedOnlyWhatItSaidItCanAnswer() throws IOException {
        JsonNode some = rounds(CALL.formatted("test_input_required_result_capabilities"), "");
        assertThat(some.path("inputRequests").has("user_name")).isTrue();
        assertThat(some.path("inputRequests").has("greeting")).isFalse();
        JsonNode none = stateless(CALL.formatted("test_missing_capability"), "").path("error");
        assertThat(none.path("code").asInt()).isEqualTo(-32021);
        assertThat(none.path("data").path("requiredCapabilities").has("sampling"))
                .isTrue();
    }

    @Test
    void logMessagesComeFromTheLevelThatWasAskedFor() throws IOException {
        assertThat(ask(Toy.request(1, "logging/setLevel", "{\"level\":\"loud\"}"))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
        ask(Toy.request(1, "logging/setLevel", "{\"level\":\"warning\"}"));
        assertThat(ask(Toy.call(2, "test_logging_tool", "{}")).has("result")).isTrue();
        ask(Toy.request(3, "logging/setLevel", "{\"level\":\"info\"}"));
        JsonNode message = ask(Toy.call(4, "test_logging_tool", "{}"));
        assertThat(message.path("method").asText()).isEqualTo("notifications/message");
        assertThat(message.path("params").path("level").asText()).isEqualTo("info");
        assertThat(hear().path("id").asInt()).isEqualTo(4);
        String call = CALL.formatted("test_logging_tool");
        assertThat(stateless(call, "").has("result"))
                .as("a stateless client that did not ask")
                .isTrue();
        say(Toy.modern(5, "tools/call", call)
                .replace("\"_meta\":{", "\"_meta\":{\"io.modelcontextprotocol/logLevel\":\"debug\","));
        assertThat(hear().path("method").asText()).isEqualTo("notifications/message");
        hear();
    }

    @Test
    void whoSubscribedIsToldUntilItUnsubscribes() throws IOException {
        ask(Toy.request(1, "resources/subscribe", "{\"uri\":\"test://a\"}"));
        ask(Toy.request(2, "resources/subscribe", "{\"uri\":\"test://b\"}"));
        server.updated("test://a"::equals);
        JsonNode news = hear();
        assertThat(news.path("method").asText()).isEqualTo("notifications/resources/updated");
        assertThat(news.path("params").path("uri").asText()).isEqualTo("test://a");
        ask(Toy.request(3, "resources/unsubscribe", "{\"uri\":\"test://a\"}"));
        server.updated(uri -> true);
        assertThat(hear().path("params").path("uri").asText()).isEqualTo("test://b");
        assertThat(ask(Toy.request(4, "ping", "{}")).path("id").asInt()).isEqualTo(4);
    }

    @Test
    void argumentsAreCompleted() throws IOException {
        String params = "{\"ref\":{\"type\":\"%s\",\"name\":\"%s\"},\"argument\":{\"name\":\"arg1\",\"value\":\"pa\"}}";
        JsonNode completion = ask(Toy.request(
                        1, "completion/complete", params.formatted("ref/prompt", "test_prompt_with_arguments")))
                .path("result")
                .path("completion");
        assertThat(completion.path("values").get(0).asText()).isEqualTo("paris");
        assertThat(completion.path("hasMore").asBoolean()).isFalse();
        for (String wrong :
                new String[] {params.formatted("ref/prompt", "none"), params.formatted("ref/x", "y"), "{}"}) {
            assertThat(ask(Toy.request(2, "completion/complete", wrong))
                            .path("error")
                            .path("code")
                            .asInt())
                    .isEqualTo(-32602);
        }
    }
}
