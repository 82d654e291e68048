package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path home;

    @Test
    void a_fresh_machine_is_in_order() {
        Cli.Result result = new Cli(home).run("doctor");

        assertThat(result.code()).isEqualTo(Exit.DONE);
        assertThat(result.out())
                .contains("Java", System.getProperty("java.version"))
                .contains("generations.db is not there yet; the first import makes it")
                .contains("Everything is in order.");
    }

    @Test
    void counts_what_the_database_holds() {
        new Cli(home).run("import", SamplesTest.SAMPLES.resolve("flux.png").toString());

        assertThat(new Cli(home).run("doctor").out()).contains("1 generation, 1 combination, sound");
    }

    @Test
    void a_damaged_database_is_wrong_and_says_what_to_do() throws IOException {
        Path file = Files.writeString(home.resolve("some.db"), "x".repeat(5000));

        Cli.Result result = new Cli(home).run("doctor", "--db", file.toString());

        assertThat(result.code()).isEqualTo(Exit.FAILED);
        assertThat(result.out()).contains("[wrong] Database").contains("-> ").contains(file.toString());
    }

    @Test
    void looks_at_comfyui() throws IOException {
        Path comfy = Files.createDirectories(home.resolve("ComfyUI/models")).getParent();
        Files.createDirectory(comfy.resolve("output"));

        assertThat(new Cli(home).run("doctor", "--comfyui", comfy.toString()).out())
                .contains("read them with: gentrack import " + comfy.resolve("output"));
        assertThat(new Cli(home).run("doctor", "--comfyui", home.toString()).code())
                .isEqualTo(Exit.FAILED);
    }

    @Test
    void asks_a_running_server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/system_stats", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'{', '}'});
            exchange.close();
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            assertThat(new Cli(home).run("doctor", "--comfyui", address + "/").out())
                    .contains("answers");
        } finally {
            server.stop(0);
        }

        assertThat(new Cli(home).run("doctor", "--comfyui", address).out()).contains("Start ComfyUI");
    }
}
