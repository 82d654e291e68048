package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the Worker's files promise to those who use it and to those who deploy it. */
class WorkerFilesTest {
    private static final Path WORKER =
            Path.of(System.getProperty("gentrack.root", "..")).resolve("community/worker");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    private static JsonNode json(String file) throws IOException {
        return JSON.readTree(Files.readString(WORKER.resolve(file)));
    }

    @Test
    void nothing_is_logged() throws IOException {
        JsonNode config = json("wrangler.jsonc");
        assertThat(config.path("observability").path("enabled").isBoolean()).isTrue();
        assertThat(config.path("observability").path("enabled").asBoolean()).isFalse();
        for (String log :
                List.of("logpush", "tail_consumers", "streaming_tail_consumers", "analytics_engine_datasets")) {
            assertThat(config.has(log)).as(log).isFalse();
        }
        assertThat(config.path("vars").has("REPORT_ROWS")).isFalse();
        String code = "";
        try (Stream<Path> files = Files.list(WORKER.resolve("src"))) {
            for (Path file : files.toList()) {
                code += Files.readString(file);
            }
        }
        assertThat(code.split("console\\.", -1))
                .as("one line, when the server itself fails")
                .hasSize(2);
        assertThat(code).contains("console.error(`internal fault: ${fault}`)");
    }

    @Test
    void it_uses_the_sql_of_the_other_server_and_the_limits_of_the_contract() throws IOException {
        JsonNode config = json("wrangler.jsonc");
        assertThat(WORKER.resolve(config.at("/d1_databases/0/migrations_dir").asText())
                        .normalize())
                .isEqualTo(WORKER.resolve("../sql/migrations").normalize())
                .isDirectory();
        assertThat(config.at("/ratelimits/0/simple/limit").asInt()).isEqualTo(60);
        assertThat(config.at("/ratelimits/0/simple/period").asInt()).isEqualTo(60);
        assertThat(config.at("/vars/MIN_CONTRIBUTORS").asInt()).isEqualTo(ServerOptions.USUAL_CONTRIBUTORS);
        assertThat(config.at("/vars/CACHE_TTL").asInt()).isEqualTo(ServerOptions.USUAL_CACHE_TTL);
    }

    @Test
    void it_needs_nothing_at_run_time_and_exact_versions_to_be_built() throws IOException {
        JsonNode project = json("package.json");
        assertThat(project.has("dependencies")).isFalse();
        assertThat(project.path("devDependencies").size()).isEqualTo(2);
        project.path("devDependencies")
                .forEach(version -> assertThat(version.asText()).matches("[0-9.]+"));
        String lock = Files.readString(WORKER.resolve("package-lock.json"));
        assertThat(lock).contains("\"integrity\"").doesNotContain("\"resolved\"");
        assertThat(Files.readString(WORKER.resolve(".npmrc"))).contains("omit-lockfile-registry-resolved=true");
    }
}
