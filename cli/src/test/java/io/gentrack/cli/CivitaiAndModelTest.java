package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public names of files, asked for only when the user allows it, and what is shown about one file. */
class CivitaiAndModelTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path home;

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private Cli cli = new Cli(Path.of(""));
    private Path database = Path.of("");
    private Path lora = Path.of("");
    private Path root = Path.of("");
    private String site = "";
    private String known = "";
    private HttpServer server;

    CivitaiAndModelTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void machine() throws IOException {
        cli = new Cli(home);
        database = home.resolve("test.db");
        ToyInstall comfy = new ToyInstall(home.resolve("ComfyUI"));
        root = comfy.root();
        lora = comfy.model("loras/ink.safetensors", ToyInstall.SDXL + "/lora");
        comfy.model("checkpoints/private-name.safetensors", ToyInstall.SDXL);
        known = ToyInstall.hex(lora);
        server.createContext("/", this::answer);
        server.start();
        site = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** As the public site answers, by facts. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(path + " " + body);
        String text = path.endsWith("/ids")
                ? "[null,{\"modelVersionId\":77,\"modelId\":7,\"hash\":\"" + known + "\"}]"
                : "{\"id\":77,\"modelId\":7,\"name\":\"v2\",\"baseModel\":\"Illustrious\",\"model\":{\"name\":\"Ink\",\"type\":\"LORA\"},"
                        + "\"files\":[{\"type\":\"Model\",\"hashes\":{\"SHA256\":\"" + known + "\"}}]}";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Cli.Result run(String... line) {
        String[] whole = List.of(line).toArray(new String[line.length + 2]);
        whole[line.length] = "--db";
        whole[line.length + 1] = database.toString();
        return cli.run(whole);
    }

    private Path use(String file) throws IOException {
        return ToyInstall.workflow(
                home.resolve(file),
                ToyInstall.graph(
                        "CheckpointLoaderSimple", "private-name.safetensors", "ink.safetensors", 20, file.hashCode()));
    }

    @Test
    void nobody_is_asked_unless_the_user_says_so() throws IOException {
        Files.writeString(home.resolve("c.json"), "{\"civitai_url\": \"" + site + "\"}");
        cli.with("GENTRACK_CONFIG", home.resolve("c.json").toString());
        run("hash", "--comfyui", root.toString());
        assertThat(requests).isEmpty();

        Files.writeString(
                home.resolve("c.json"),
                "{\"civitai\": true, \"civitai_url\": \"" + site + "\", \"comfyui\": \"" + root + "\"}");
        run("hash", "--no-civitai");
        assertThat(requests).isEmpty();

        Cli.Result result = run("hash", "--quiet");
        assertThat(requests).hasSize(2);
        assertThat(result.err())
                .contains("What is sent: the SHA-256 of 2 files")
                .contains("--no-civitai");
    }

    @Test
    void digests_are_all_that_is_sent_and_each_is_sent_once() throws IOException, SQLException {
        run("import", "--comfyui", root.toString(), use("a.json").toString());
        run("hash", "--comfyui", root.toString());

        Cli.Result first = run("hash", "--comfyui", root.toString(), "--civitai", "--civitai-url", site);

        assertThat(first.out()).contains("CivitAI: 1 file is public, 1 not known there.");
        assertThat(requests).hasSize(2);
        assertThat(String.join(" ", requests))
                .contains(known)
                .doesNotContain("ink")
                .doesNotContain("private-name")
                .doesNotContain(home.toString());
        assertThat(Rows.of(database, "SELECT lora_civitai_id FROM generations")).containsExactly("77");

        run("import", "--comfyui", root.toString(), use("b.json").toString());
        Cli.Result second = run("hash", "--comfyui", root.toString(), "--civitai", "--civitai-url", site);
        assertThat(second.out()).contains("nothing to ask");
        assertThat(second.err()).doesNotContain("What is sent");
        assertThat(requests).hasSize(2);
    }

    @Test
    void no_network_is_a_plain_line_and_the_hashes_stay() throws IOException, SQLException {
        server.stop(0);
        Path config = Files.writeString(home.resolve("c.json"), "{\"civitai_tries\": 1}");
        cli.with("GENTRACK_CONFIG", config.toString());

        Cli.Result result = run("hash", "--comfyui", root.toString(), "--civitai", "--civitai-url", site);

        assertThat(result.code()).isEqualTo(Exit.DONE);
        assertThat(result.out())
                .contains("2  hashed now")
                .contains("CivitAI: no answer about 2 files (" + site + " cannot be reached")
                .contains("asked again by the next run");
        assertThat(Rows.of(database, "SELECT count(*) FROM file_hashes WHERE checked_at IS NULL"))
                .containsExactly("2");
    }

    @Test
    void a_file_is_explained_without_being_hashed() {
        Cli.Result result = run("model", lora.toString(), "--comfyui", root.toString());

        assertThat(result.code()).as(result.err()).isEqualTo(Exit.DONE);
        assertThat(result.out())
                .contains("Kind     loras")
                .contains("safetensors, 1 tensor, modelspec.architecture: " + ToyInstall.SDXL + "/lora")
                .contains("Family   sdxl, decided by metadata")
                .contains("--hash reads the file")
                .doesNotContain("private");
        assertThat(database).doesNotExist();
    }

    @Test
    void a_name_or_a_hash_finds_file_public_name_and_uses() throws IOException {
        run("import", "--comfyui", root.toString(), use("a.json").toString());
        Cli.Result hashed = run("model", "ink.safetensors", "--hash", "--comfyui", root.toString());
        assertThat(hashed.out())
                .contains("AutoV2   " + ToyInstall.autoV2(lora))
                .contains("AutoV3   " + ToyInstall.autoV3(lora));
        run("hash", "--comfyui", root.toString(), "--civitai", "--civitai-url", site);

        assertThat(run("model", ToyInstall.autoV2(lora)).out())
                .contains("Ink - v2, base model Illustrious, file type Model, model 7, version 77")
                .contains("Family   illustrious (sdxl), decided by civitai")
                .contains("Used     1 time")
                .contains("LoRAs ink 0.8");
        JsonNode json = JSON.readTree(run("model", "--json", lora.toString()).out());
        assertThat(json.path("sha256").asText()).isEqualTo(known);
        assertThat(json.path("civitai").path("version_id").asInt()).isEqualTo(77);
        assertThat(json.path("used_in")).hasSize(1);
        assertThat(run("model", "no-such-model").code()).isEqualTo(Exit.USAGE);
    }

    @Test
    void doctor_says_what_hashes() {
        assertThat(run("doctor").out()).contains("Hashing").containsAnyOf("SHA-NI", "MessageDigest");
    }
}
