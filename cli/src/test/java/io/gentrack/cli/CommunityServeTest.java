package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a program of its own. */
class CommunityServeTest {
    @TempDir
    Path home;

    @Test
    void it_answers_until_it_is_stopped_and_ends_well() throws Exception {
        Path log = home.resolve("stderr.txt");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.gentrack.cli.Main",
                "community",
                "serve",
                "--port",
                "0",
                "--json");
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_DATA_HOME", home.resolve("data").toString());
        builder.environment().put("LOCALAPPDATA", home.resolve("data").toString());
        Process process = builder.redirectError(log.toFile()).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder json = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                json.append(line);
                if (line.equals("}")) {
                    break;
                }
            }
            JsonNode said = new JsonMapper().readTree(json.toString());
            assertThat(said.path("min_contributors").asInt()).isEqualTo(3);
            assertThat(Path.of(said.path("database").asText())).isRegularFile();
            URI address = URI.create(said.path("address").asText());
            assertThat(address.getHost()).isEqualTo("127.0.0.1");

            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(address.resolve("/api/v1/settings/popular"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("\"results\":[]", "\"total\":0");
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // Newer JVMs warn of native code, which the jar's manifest allows and the class path of a test cannot.
        List<String> notes = Files.readAllLines(log).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("WARNING: "))
                .toList();
        assertThat(notes).hasSize(2);
        assertThat(notes.get(0)).contains("http://127.0.0.1:", "community-server.db");
        assertThat(notes.get(1)).contains("3 contributors", "https://civitai.com");
    }

    @Test
    void what_cannot_be_served_is_one_line_that_says_why() throws IOException {
        Path foreign = Files.writeString(home.resolve("notes.txt"), "my notes, which are no database ".repeat(100));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            for (String[] line : new String[][] {
                {
                    "community",
                    "serve",
                    "--port",
                    port,
                    "--db",
                    home.resolve("a.db").toString()
                },
                {"community", "serve", "--port", "0", "--db", foreign.toString()},
                {"community", "serve", "--port", "99999"},
                {"community", "serve", "--port", "0", "--min-contributors", "0"},
                {"community", "serve", "--port", "0", "--cache-ttl", "-1"},
                {"community", "serve", "--port", "0", "--civitai-url", "civitai"}
            }) {
                Cli.Result result = new Cli(home).run(line);
                assertThat(result.code()).as(String.join(" ", line)).isEqualTo(Exit.USAGE);
                assertThat(result.out()).isEmpty();
                assertThat(result.err().lines()).hasSize(1);
            }
        }
        assertThat(Files.readString(foreign)).startsWith("my notes");
    }

    @Test
    void a_history_is_not_taken_for_a_community() {
        String database = home.resolve("generations.db").toString();
        assertThat(new Cli(home)
                        .run("import", SamplesTest.SAMPLES.toString(), "--db", database)
                        .code())
                .isEqualTo(Exit.DONE);

        Cli.Result result = new Cli(home).run("community", "serve", "--port", "0", "--db", database);

        assertThat(result.code()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).contains(database).contains("belongs to something else");
        assertThat(new Cli(home).run("stats", "--db", database).code()).isEqualTo(Exit.DONE);
    }
}
