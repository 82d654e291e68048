package io.gentrack.community;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstallSecretTest {
    private static String hash(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void the_token_is_the_head_of_an_hmac_that_anyone_with_the_secret_can_compute() {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        // printf '%s' 'cs-v1|aaaa…' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f -binary | head -c 16 |
        // basenc --base64url
        assertThat(InstallSecret.of(secret).token("a".repeat(64))).isEqualTo("HY3I4m3KG1sas0m9frAqpQ");
    }

    @Test
    void a_kept_secret_gives_the_same_tokens_and_another_installation_gives_others() {
        Random random = new Random(11);
        InstallSecret mine = InstallSecret.create();
        InstallSecret again = InstallSecret.of(mine.bytes());
        InstallSecret other = InstallSecret.create();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            String settings = hash(random);
            assertThat(again.token(settings)).isEqualTo(mine.token(settings)).hasSize(22);
            assertThat(tokens.add(mine.token(settings))).isTrue();
            assertThat(tokens.add(other.token(settings))).isTrue();
        }
    }

    @Test
    void tokens_of_two_combinations_share_no_more_bits_than_chance() {
        Random random = new Random(12);
        InstallSecret secret = InstallSecret.create();
        long equal = 0;
        int pairs = 2_000;
        for (int i = 0; i < pairs; i++) {
            byte[] a = Base64.getUrlDecoder().decode(secret.token(hash(random)));
            byte[] b = Base64.getUrlDecoder().decode(secret.token(hash(random)));
            for (int k = 0; k < a.length; k++) {
                equal += 8 - Integer.bitCount((a[k] ^ b[k]) & 0xFF);
            }
        }
        // Half of 256,000 bits; six standard deviations are 1,518.
        assertThat(equal).isBetween(pairs * 64L - 1_518, pairs * 64L + 1_518);
    }

    @Test
    void what_is_no_secret_or_no_settings_hash_is_refused() {
        assertThatThrownBy(() -> InstallSecret.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> InstallSecret.create().token("A".repeat(64)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> InstallSecret.create().token("name:my_private_model"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
