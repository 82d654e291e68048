package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests no client of ours would send, byte by byte. */
class RawRequestsTest {
    @TempDir
    Path folder;

    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private StandInCivitai civitai;
    private CommunityServer server;

    @BeforeEach
    void start() throws IOException, SQLException {
        civitai = new StandInCivitai(0);
        ServerOptions options = new ServerOptions(
                "127.0.0.1", 0, folder.resolve("community-server.db"), 3, civitai.address(), 60, Set.of(), true);
        server = CommunityServer.start(options, faults::add);
    }

    @AfterEach
    void stop() throws IOException, SQLException {
        server.close();
        civitai.close();
        assertThat(faults).isEmpty();
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_page_of_another_name_that_points_here_gets_nothing() throws Exception {
        for (String[] call :
                new String[][] {{"evil.example", "421"}, {"127.0.0.1:" + server.port(), "200"}, {"localhost", "200"}}) {
            try (Socket socket = connected()) {
                send(
                        socket,
                        "GET /api/v1/settings/popular HTTP/1.1\r\nHost: " + call[0] + "\r\nConnection: close\r\n\r\n");
                assertThat(all(socket)).as(call[0]).startsWith("HTTP/1.1 " + call[1]);
            }
        }
    }

    @Test
    void what_is_no_http_is_refused_without_an_echo() throws Exception {
        for (String request : List.of(
                "GET /api/%zzplanted HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /planted<script> HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "planted\r\n\r\n",
                "GET / HTTP/1.1\r\nplanted\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "planted".repeat(5_000) + "\r\n\r\n")) {
            try (Socket socket = connected()) {
                send(socket, request);
                socket.shutdownOutput();
                assertThat(all(socket)).matches("(?s)HTTP/1.1 4[0-9][0-9].*").doesNotContain("planted", "Jetty", "<");
            }
        }
        assertThat(new Api(server.address()).get("/api/v1/settings/popular").status())
                .isEqualTo(200);
    }

    /** The body of a refused request can come after the answer is decided; the next request on that connection is answered, too. */
    @ParameterizedTest
    @CsvSource({"/api/v1/settings/submit,415", "/nothing,404", "/api/v1/settings/search,405"})
    void a_refused_body_that_comes_late_does_not_cost_the_next_request_its_answer(String path, int status)
            throws Exception {
        try (Socket socket = connected()) {
            for (int i = 0; i < 3; i++) {
                send(
                        socket,
                        "POST " + path
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2000\r\n\r\n");
                Thread.sleep(150);
                send(socket, "x".repeat(2_000));
                assertThat(oneAnswer(socket)).startsWith("HTTP/1.1 " + status);
            }
        }
    }

    /** Who asks before it sends a body is told not to, and to leave, since nobody knows whether the body comes all the same. */
    @Test
    void who_asks_before_sending_a_body_has_the_refusal_for_an_answer() throws Exception {
        try (Socket socket = connected()) {
            send(
                    socket,
                    "POST /nothing HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2000\r\n\r\n");
            assertThat(all(socket)).startsWith("HTTP/1.1 404").containsIgnoringCase("connection: close");
        }
    }

    private static String oneAnswer(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException("closed after: " + head);
            }
            head.append((char) next);
        }
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        assertThat(length.find()).as(head.toString()).isTrue();
        socket.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
        return head.toString();
    }
}
