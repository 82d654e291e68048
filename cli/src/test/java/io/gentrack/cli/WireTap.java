package io.gentrack.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A community server that keeps every byte it is sent, request line and headers included, and takes everything. It is a socket and no HTTP
 * library, so that nothing is tidied up before it is looked at.
 */
final class WireTap implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)\\r?$");
    private static final Pattern HASH = Pattern.compile("\"settings_hash\"");

    private final ServerSocket socket;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger connections = new AtomicInteger();

    private final AtomicInteger answers = new AtomicInteger(Integer.MAX_VALUE);

    WireTap() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::listen, "wire-tap");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** Every request so far, each byte a character (ISO 8859-1). */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** After so many more answers requests are read and not answered. */
    void answers(int some) {
        answers.set(some);
    }

    /** Connections that were opened, with or without a request. */
    int connections() {
        return connections.get();
    }

    /** Everything that came in. */
    String everything() {
        return String.join("\n", requests());
    }

    static String head(String request) {
        return request.substring(0, request.indexOf("\r\n\r\n"));
    }

    /** As text. */
    static String body(String request) {
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private void listen() {
        while (!socket.isClosed()) {
            accept();
        }
    }

    private void accept() {
        try (Socket client = socket.accept()) {
            connections.incrementAndGet();
            serve(client);
        } catch (IOException e) {
            // Closed by the test, or by a client that went away: there is nothing to keep.
            return;
        }
    }

    private void serve(Socket client) throws IOException {
        String request = read(new BufferedInputStream(client.getInputStream()));
        requests.add(request);
        if (answers.get() == 0) {
            // Until the client is gone.
            client.getInputStream().readAllBytes();
            return;
        }
        answers.decrementAndGet();
        int entries = (int) HASH.matcher(request).results().count();
        String answer = request.startsWith("DELETE")
                ? "{\"deleted\":" + entries + "}"
                : request.startsWith("GET")
                        ? "{\"results\":[],\"total\":0,\"next\":null,\"cache_ttl\":60}"
                        : "{\"accepted\":" + entries + ",\"rejected\":[],\"thank_you\":true}";
        String head = String.join(
                "\r\n",
                "HTTP/1.1 200 OK",
                "Content-Type: application/json",
                "Set-Cookie: who=you-are-known; Path=/",
                "Content-Length: " + answer.length(),
                "Connection: close",
                "",
                "");
        client.getOutputStream().write((head + answer).getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().flush();
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int end = -1;
        while (end < 0) {
            int next = in.read();
            if (next < 0) {
                return bytes.toString(StandardCharsets.ISO_8859_1);
            }
            bytes.write(next);
            if (next == '\n') {
                end = bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n") ? bytes.size() : -1;
            }
        }
        Matcher length = LENGTH.matcher(bytes.toString(StandardCharsets.ISO_8859_1));
        if (length.find()) {
            bytes.writeBytes(in.readNBytes(Integer.parseInt(length.group(1))));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
