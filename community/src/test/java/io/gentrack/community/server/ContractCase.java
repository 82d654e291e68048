package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.community.server.Api.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract suite: classes that end with {@code ContractTest}. See {@link Target} for which server it asks. */
abstract class ContractCase {
    @TempDir
    static Path folder;

    static Target target;
    static StandInCivitai civitai;
    static Api api;
    static Entries make;

    private static final AtomicInteger FRESH = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException, SQLException {
        long seed = System.nanoTime();
        System.out.println("seed of the entries: " + seed);
        target = Target.start(folder);
        civitai = target.civitai();
        api = new Api(target.address());
        make = new Entries(civitai, seed);
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        target.close();
        assertThat(target.faults()).isEmpty();
    }

    /** A search that no cache has seen: the limit, large enough for any test, differs from time to time. */
    static List<JsonNode> found(String... filters) throws IOException, InterruptedException {
        return search(filters).results();
    }

    static Reply search(String... filters) throws IOException, InterruptedException {
        String[] fresh = new String[filters.length + 2];
        System.arraycopy(filters, 0, fresh, 0, filters.length);
        fresh[filters.length] = "limit";
        fresh[filters.length + 1] = Integer.toString(20 + FRESH.getAndIncrement() % 31);
        Reply reply = api.search(fresh);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    /** Each from a contributor and an address of its own. */
    static void contribute(ObjectNode entry, int... uses) throws IOException, InterruptedException {
        for (int each : uses) {
            accepted(api.submit(make.another(entry, each)), 1);
        }
    }

    static void accepted(Reply reply, int entries) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("accepted").asInt()).as(reply.text()).isEqualTo(entries);
        assertThat(reply.json().path("thank_you").asBoolean()).isTrue();
    }

    static void rejected(Reply reply, String code) {
        accepted(reply, 0);
        assertThat(reply.json().path("rejected").size()).isEqualTo(1);
        assertThat(reply.json().path("rejected").path(0).path("code").asText()).isEqualTo(code);
    }

    /** A problem of RFC 9457. */
    static void problem(Reply reply, int status, String type) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.json().path("type").asText()).isEqualTo("urn:gentrack:problem:" + type);
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.json().path("title").asText()).isNotEmpty();
        assertThat(reply.json().path("detail").asText()).isNotEmpty();
    }

    static List<String> pointers(Reply reply) {
        return reply.json().path("errors").findValuesAsText("pointer");
    }
}
