package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;
    private final AtomicLong now = new AtomicLong(5 * SECOND);
    private final RateLimit limit = new RateLimit(60, now::get);

    @Test
    void the_sixty_first_request_waits_until_the_minute_is_over() {
        for (int i = 0; i < 60; i++) {
            assertThat(limit.take("a")).isZero();
        }
        assertThat(limit.take("a")).isEqualTo(60);
        assertThat(limit.take("b")).isZero();

        now.addAndGet(59 * SECOND);
        assertThat(limit.take("a")).isEqualTo(1);
        now.addAndGet(SECOND);
        assertThat(limit.take("a")).isZero();
    }

    @Test
    void a_million_addresses_are_not_all_remembered() {
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(limit.take("address " + i)).isZero();
        }
        assertThat(limit.remembered()).isLessThanOrEqualTo(100_000);
    }

    @Test
    void an_address_is_a_network_and_no_name_is_ever_looked_up() {
        assertThat(RateLimit.network("192.0.2.7")).isNotEqualTo(RateLimit.network("192.0.2.8"));
        assertThat(RateLimit.network("2001:db8:1:2::7")).isEqualTo(RateLimit.network("2001:0db8:1:2:ffff::1"));
        assertThat(RateLimit.network("2001:db8:1:2::7")).isNotEqualTo(RateLimit.network("2001:db8:1:3::7"));
        assertThat(RateLimit.network("::ffff:192.0.2.7")).isEqualTo(RateLimit.network("192.0.2.7"));
        assertThat(RateLimit.network("example.org")).isEqualTo("example.org");
        assertThat(RateLimit.network("999.1.1.1")).isEqualTo("999.1.1.1");
        assertThat(RateLimit.network(":::::::::")).isEqualTo(":::::::::");
    }
}
