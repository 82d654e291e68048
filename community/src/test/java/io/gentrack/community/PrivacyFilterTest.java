package io.gentrack.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.community.PrivacyFilter.Reason;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrivacyFilterTest {
    private static final ModelRef PUBLIC = new ModelRef("AAAAAAAAAA", "public.safetensors");
    private static final ModelRef PUBLIC_LORA = new ModelRef("BBBBBBBBBB", "style.safetensors");
    private static final ModelRef PRIVATE = new ModelRef("CCCCCCCCCC", "my face.safetensors");
    private static final ModelRef UNKNOWN = new ModelRef("name:gone.safetensors", "gone.safetensors");

    private final PrivacyFilter filter = new PrivacyFilter(hash ->
            Optional.ofNullable(Map.of("AAAAAAAAAA", 1L, "BBBBBBBBBB", 2L).get(hash)));

    private static Settings settings(ModelRef model, Optional<ModelRef> second, ModelRef... loras) {
        List<LoraUse> uses = Arrays.stream(loras)
                .map(l -> new LoraUse(l, Optional.of(1.0), Optional.empty()))
                .toList();
        return new Settings(
                "sdxl", "hash", model, second, "euler", "normal", 20, 7, 1, Optional.empty(), Optional.empty(), uses);
    }

    @Test
    void a_combination_of_public_files_may_be_shared() {
        assertThat(filter.keepsHome(settings(PUBLIC, Optional.empty()))).isEmpty();
        assertThat(filter.keepsHome(settings(PUBLIC, Optional.of(PUBLIC), PUBLIC_LORA)))
                .isEmpty();
    }

    @Test
    void one_private_or_unknown_file_keeps_the_whole_combination_at_home() {
        assertThat(filter.keepsHome(settings(PRIVATE, Optional.empty(), PUBLIC_LORA)))
                .contains(Reason.PRIVATE_MODEL);
        assertThat(filter.keepsHome(settings(PUBLIC, Optional.of(PRIVATE)))).contains(Reason.PRIVATE_MODEL);
        assertThat(filter.keepsHome(settings(PUBLIC, Optional.empty(), PUBLIC_LORA, PRIVATE)))
                .contains(Reason.PRIVATE_LORA);
        assertThat(filter.keepsHome(settings(PUBLIC, Optional.empty(), UNKNOWN)))
                .contains(Reason.UNRESOLVED);
    }
}
