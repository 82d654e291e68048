package io.gentrack.community.client;

import static io.gentrack.community.client.Toy.MODEL;
import static io.gentrack.community.client.Toy.NOON;
import static io.gentrack.community.client.Toy.lora;
import static io.gentrack.community.client.Toy.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gentrack.community.InstallSecret;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.civitai.CivitaiClient;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.http.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not here and that pictures name by AutoV2. */
class PublicLookupTest {
    private static final String UNKNOWN = "DDDDDDDDDD";

    @TempDir
    Path folder;

    private final Map<String, String> versions = new HashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private Toy toy;
    private HttpServer site;

    @BeforeEach
    void open() throws StoreException, IOException {
        toy = new Toy(folder);
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", this::answer);
        site.start();
        toy.used(settings(MODEL, 20, lora(UNKNOWN, 1)), 2);
    }

    @AfterEach
    void close() throws StoreException {
        site.stop(0);
        toy.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String version = versions.get(path.substring(path.lastIndexOf('/') + 1));
        byte[] bytes = (version == null ? "{\"error\":\"Model not found\"}" : version).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status != 200 ? status : version == null ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String version(int id, String autoV2, String type) {
        return "{\"id\":" + id
                + ",\"modelId\":7,\"name\":\"v2\",\"baseModel\":\"SDXL 1.0\",\"model\":{\"name\":\"Ink\"},\"files\":["
                + "{\"type\":\"VAE\",\"hashes\":{\"AutoV2\":\"0000000000\"}},{\"type\":\"" + type
                + "\",\"hashes\":{\"AutoV2\":\"" + autoV2 + "\"}}]}";
    }

    private PublicLookup.Summary ask() throws StoreException {
        URI address = URI.create("http://127.0.0.1:" + site.getAddress().getPort());
        CivitaiClient client = new CivitaiClient(
                address, new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), 2), Duration.ofSeconds(10));
        return new PublicLookup(client, toy.store).run(NOON, new Cancellation());
    }

    private int shareable() throws StoreException {
        return new Selection(new Wire("0.1.0"), 2)
                .preview(toy.store, Map.of(), InstallSecret.create()::token, NOON)
                .entries()
                .size();
    }

    @Test
    void a_hash_of_a_picture_becomes_shareable_when_the_site_lists_a_file_with_it() throws StoreException {
        versions.put(MODEL, version(11, MODEL, "Model"));
        versions.put(UNKNOWN, version(22, UNKNOWN, "Model"));

        assertThat(shareable()).isZero();
        assertThat(ask()).extracting(PublicLookup.Summary::found).isEqualTo(2);
        assertThat(shareable()).isEqualTo(1);
        assertThat(requests)
                .containsExactly(
                        "GET /api/v1/model-versions/by-hash/" + MODEL + " ",
                        "GET /api/v1/model-versions/by-hash/" + UNKNOWN + " ");
        ask();
        assertThat(requests).as("each is asked about once").hasSize(2);
    }

    @Test
    void ten_digits_that_no_listed_file_has_are_no_match() throws StoreException {
        versions.put(MODEL, version(11, MODEL, "Model"));
        versions.put(UNKNOWN, version(22, "1234567890", "Model"));

        assertThat(ask().missed()).isEqualTo(1);
        assertThat(shareable()).isZero();
    }

    @Test
    void a_miss_is_remembered_and_an_error_is_none() throws StoreException {
        status = 503;
        assertThat(ask().problem()).isPresent();
        status = 200;
        assertThat(ask().missed()).isEqualTo(2);
        int asked = requests.size();
        ask();
        assertThat(requests).hasSize(asked);
    }

    @Test
    void a_file_that_is_here_is_known_by_its_whole_hash_and_not_asked_about_by_ten_digits() throws StoreException {
        toy.isPublic(MODEL, 11);
        toy.isPrivate(UNKNOWN);
        versions.put(UNKNOWN, version(22, UNKNOWN, "Model"));

        assertThat(ask().asked()).isZero();
        assertThat(shareable()).isZero();
    }
}
