package io.gentrack.community.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "HTTPS://Community.Example/, https://community.example",
        "https://community.example:443, https://community.example",
        "http://127.0.0.1:8189//, http://127.0.0.1:8189",
        "https://example.org/gentrack/, https://example.org/gentrack",
        "' http://[::1]:80 ', http://[::1]"
    })
    void one_server_has_one_spelling(String typed, String kept) {
        assertThat(ServerAddress.parse(typed)).contains(new ServerAddress(kept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "ftp://example.org",
                "file:///etc/passwd",
                "https://ann:secret@example.org",
                "https://example.org?who=ann",
                "https://example.org#a",
                "http:///",
                "https://exa mple.org"
            })
    void what_is_no_address_or_says_who_asks_is_none(String typed) {
        assertThat(ServerAddress.parse(typed)).isEmpty();
    }

    @Test
    void only_this_machine_may_be_spoken_to_in_the_open() {
        assertThat(new ServerAddress("http://127.0.0.1:8189").open()).isFalse();
        assertThat(new ServerAddress("http://localhost").open()).isFalse();
        assertThat(new ServerAddress("https://example.org").open()).isFalse();
        assertThat(new ServerAddress("http://example.org").open()).isTrue();
        assertThat(new ServerAddress("http://localhost.example.org").open()).isTrue();
    }
}
