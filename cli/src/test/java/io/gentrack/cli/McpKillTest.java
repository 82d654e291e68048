package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left when the server, or the program that started it, is killed without a word. */
@Timeout(240)
class McpKillTest {
    private static final int RUNS = 400;

    @TempDir
    private Path home;

    private List<String> server(String comfy) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.gentrack.cli.Main",
                "mcp",
                "--comfyui",
                comfy,
                "--db",
                home.resolve("generations.db").toString());
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", home.toString());
        builder.redirectError(home.resolve("stderr.txt").toFile());
        return builder.start();
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(10);
        }
    }

    /** A program that starts a server, as hosts do, and never ends by itself. */
    static final class StartingProgram {
        private StartingProgram() {}

        public static void main(String[] command) throws Exception {
            Process server = new ProcessBuilder(command).start();
            System.out.println(server.pid());
            Thread.sleep(Duration.ofMinutes(10).toMillis());
        }
    }

    @Test
    void a_client_that_is_killed_leaves_no_server_behind() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartingProgram.class.getName()));
        command.addAll(server("http://127.0.0.1:9"));
        Process client = start(command);
        try (BufferedReader out = client.inputReader(StandardCharsets.UTF_8)) {
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            until("the server has opened its database", () -> Files.exists(home.resolve("generations.db")));
            client.destroyForcibly();
            until("the server is gone", () -> !server.isAlive());
        }
    }

    @Test
    void a_server_that_is_killed_while_it_counts_leaves_a_whole_database_and_loses_and_doubles_nothing()
            throws Exception {
        HttpServer comfy = comfy();
        try {
            String address = "http://127.0.0.1:" + comfy.getAddress().getPort();
            for (int killAt : new int[] {1, RUNS / 3}) {
                Process server = start(server(address));
                until("runs are counted", () -> executions() >= killAt);
                server.destroyForcibly();
                assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(integrity()).isEqualTo("ok");
            }
            Process last = start(server(address));
            until("all runs are counted", () -> executions() >= RUNS);
            last.outputWriter(StandardCharsets.UTF_8).close();
            assertThat(last.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(executions()).isEqualTo(RUNS);
            assertThat(integrity()).isEqualTo("ok");
        } finally {
            comfy.stop(0);
        }
    }

    private long executions() throws StoreException {
        if (!Files.exists(home.resolve("generations.db"))) {
            return 0;
        }
        try (Store store = Store.open(home.resolve("generations.db"), OpenMode.READ_ONLY)) {
            return store.stats().executions();
        } catch (StoreException e) {
            // In the moment it is made.
            return 0;
        }
    }

    private String integrity() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("generations.db"));
                ResultSet row = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
            return row.getString(1);
        }
    }

    /** A ComfyUI that finished some runs before anybody looked. */
    private static HttpServer comfy() throws IOException {
        HttpServer comfy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        comfy.createContext("/system_stats", exchange -> answer(exchange, "{\"system\":{}}"));
        comfy.createContext(
                "/history",
                exchange -> answer(exchange, history(exchange.getRequestURI().getQuery())));
        comfy.start();
        return comfy;
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String history(String query) {
        int most = number(query, "max_items", RUNS);
        int offset = number(query, "offset", Math.max(0, RUNS - most));
        ObjectNode page = new JsonMapper().createObjectNode();
        for (int i = offset; i < Math.min(RUNS, offset + most); i++) {
            ObjectNode entry = page.putObject("run-" + i);
            entry.putArray("prompt").add(i).add("run-" + i).add(graph(i));
            entry.putObject("outputs");
            entry.putObject("status")
                    .put("status_str", "success")
                    .put("completed", true)
                    .putArray("messages");
        }
        return page.toString();
    }

    private static ObjectNode graph(int seed) {
        try {
            return (ObjectNode) new JsonMapper().readTree("""
                {"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"base.safetensors"}},
                 "2":{"class_type":"CLIPTextEncode","inputs":{"text":"a","clip":["1",1]}},
                 "3":{"class_type":"EmptyLatentImage","inputs":{"width":832,"height":1216,"batch_size":1}},
                 "4":{"class_type":"KSampler","inputs":{"seed":%d,"steps":20,"cfg":6.5,"sampler_name":"dpmpp_2m","scheduler":"karras",
                  "denoise":1,"model":["1",0],"positive":["2",0],"negative":["2",0],"latent_image":["3",0]}},
                 "5":{"class_type":"VAEDecode","inputs":{"samples":["4",0],"vae":["1",2]}},
                 "6":{"class_type":"SaveImage","inputs":{"filename_prefix":"a","images":["5",0]}}}
                """.formatted(seed));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int number(String query, String name, int otherwise) {
        Matcher found = Pattern.compile(name + "=(\\d+)").matcher(query == null ? "" : query);
        return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
    }
}
