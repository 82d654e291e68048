package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a host starts it: a process of its own, talked to over its streams. */
@Timeout(120)
class McpProcessTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path home;

    private Process start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.gentrack.cli.Main",
                "mcp",
                "--comfyui",
                "http://127.0.0.1:9",
                "--db",
                home.resolve("generations.db").toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("HOME", home.toString());
        builder.redirectError(home.resolve("stderr.txt").toFile());
        return builder.start();
    }

    private static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}\n";
    }

    @Test
    void nothing_but_protocol_is_on_standard_output_and_the_end_of_input_ends_it() throws Exception {
        Process server = start();
        try (Writer in = server.outputWriter(StandardCharsets.UTF_8)) {
            in.write(request(1, "initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}"));
            in.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
            in.write("this is not JSON\n");
            in.write(request(2, "tools/list", "{}"));
            in.write(request(3, "tools/call", "{\"name\":\"suggest_settings\"}"));
            in.write(request(4, "resources/list", "{}"));
        }
        List<Integer> ids = new ArrayList<>();
        int parseErrors = 0;
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                JsonNode message = JSON.readTree(line);
                assertThat(message.path("jsonrpc").asText()).isEqualTo("2.0");
                if (message.has("id")) {
                    assertThat(message.has("result")).as(line).isTrue();
                    ids.add(message.path("id").asInt());
                } else {
                    parseErrors += message.path("error").path("code").asInt() == -32700 ? 1 : 0;
                }
            }
        }
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
        assertThat(ids).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(parseErrors).isEqualTo(1);
        assertThat(Files.readString(home.resolve("stderr.txt"))).doesNotContain("\tat ");
    }

    @Test
    void a_server_that_is_killed_leaves_a_database_that_another_one_serves() throws Exception {
        for (int round = 0; round < 2; round++) {
            Process server = start();
            try (Writer in = server.outputWriter(StandardCharsets.UTF_8);
                    BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
                in.write(request(1, "tools/call", "{\"name\":\"generation_stats\"}"));
                in.flush();
                assertThat(JSON.readTree(out.readLine())
                                .path("result")
                                .path("isError")
                                .asBoolean())
                        .isFalse();
                server.destroyForcibly();
                assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } catch (IOException e) {
                assertThat(server.isAlive()).isFalse();
            }
        }
    }

    @Test
    void over_http_the_token_of_the_file_is_asked_for() throws Exception {
        Path token = Files.writeString(home.resolve("token"), "s3cret\n");
        Process server = start("--http", "0", "--token-file", token.toString());
        try {
            Path err = home.resolve("stderr.txt");
            String said = "";
            while (!said.contains("/mcp")) {
                assertThat(server.isAlive()).as(said).isTrue();
                Thread.sleep(50);
                said = Files.readString(err);
            }
            URI uri = URI.create(said.replaceAll("(?s).*(http://127\\.0\\.0\\.1:\\d+/mcp).*", "$1"));
            HttpClient client = HttpClient.newHttpClient();
            List<Integer> statuses = new ArrayList<>();
            for (String sent : List.of("wrong", "s3cret")) {
                statuses.add(client.send(
                                HttpRequest.newBuilder(uri)
                                        .header("Content-Type", "application/json")
                                        .header("Authorization", "Bearer " + sent)
                                        .POST(HttpRequest.BodyPublishers.ofString(request(1, "tools/list", "{}")))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode());
            }
            assertThat(statuses).containsExactly(401, 200);
        } finally {
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
