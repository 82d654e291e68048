package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.community.server.Api.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds for every request. */
class HttpContractTest extends ContractCase {
    private static final String POPULAR = "/api/v1/settings/popular";

    private static Reply ask(String address) throws Exception {
        return api.send("GET", POPULAR, new byte[0], Map.of("X-Forwarded-For", address, "CF-Connecting-IP", address));
    }

    @Test
    void sixty_requests_a_minute_come_through_from_one_address() throws Exception {
        String address = Api.newAddress();
        int through = 0;
        Reply reply = ask(address);
        // Where a minute ends meanwhile, the count begins again, once.
        while (reply.status() == 200 && through < 130) {
            through++;
            reply = ask(address);
        }
        assertThat(through).isBetween(60, 120);
        problem(reply, 429, "too-many-requests");
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isBetween(1, 60);

        assertThat(ask(Api.newAddress()).status()).as("of another address").isEqualTo(200);
    }

    @Test
    void the_addresses_of_one_customer_of_ipv6_are_one() throws Exception {
        String network = "2001:db8:" + Integer.toHexString((int) (System.nanoTime() >>> 10) & 0xFFFF) + ":7:";
        int through = 0;
        Reply reply = ask(network + ":1");
        while (reply.status() == 200 && through < 130) {
            through++;
            reply = ask(network + Integer.toHexString(through + 1) + "::" + Integer.toHexString(through));
        }
        assertThat(reply.status()).isEqualTo(429);
    }

    @Test
    void a_wrong_method_or_place_is_answered_with_what_there_is() throws Exception {
        for (String[] call : new String[][] {
            {"GET", "/api/v1/settings/submit", "POST"},
            {"PUT", "/api/v1/settings/submit", "POST"},
            {"POST", "/api/v1/settings/search", "GET"},
            {"DELETE", POPULAR, "GET"},
            {"GET", "/api/v1/contribution", "DELETE"},
            {"OPTIONS", POPULAR, "GET"}
        }) {
            Reply reply = api.send(call[0], call[1], new byte[0], Map.of());
            problem(reply, 405, "method-not-allowed");
            assertThat(reply.header("Allow")).isEqualTo(call[2]);
        }
        for (String path : List.of("/", "/api/v1/settings", "/api/v1/settings/submit/", "/api/v1/contributions/x")) {
            problem(api.send("GET", path, new byte[0], Map.of()), 404, "not-found");
        }
    }

    @Test
    void no_answer_sets_a_cookie_or_names_what_serves_it() throws Exception {
        for (Reply reply : List.of(ask(Api.newAddress()), api.submit(make.entry(make.model())), api.post("{"))) {
            assertThat(reply.response().headers().map().keySet())
                    .noneMatch(name -> name.equalsIgnoreCase("Set-Cookie"))
                    .noneMatch(name -> name.equalsIgnoreCase("Server"))
                    .noneMatch(name -> name.equalsIgnoreCase("Access-Control-Allow-Origin"));
        }
    }
}
