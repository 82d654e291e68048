package io.gentrack.community.client;

import static io.gentrack.community.client.Toy.LORA;
import static io.gentrack.community.client.Toy.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a question about one's own history a server gets to see. */
class DiscreetCommunityTest {
    @TempDir
    Path folder;

    private final List<CommunitySettings.Query> asked = new ArrayList<>();
    private Toy toy;
    private CommunitySettings discreet;

    @BeforeEach
    void open() throws StoreException {
        toy = new Toy(folder);
        toy.isPublic(MODEL, 11);
        toy.isPublic(LORA, 22);
        toy.isPrivate("CCCCCCCCCC");
        use("copaxTimeless_v11.safetensors", MODEL, "lightning-4steps.safetensors", LORA);
        use("my own mix.safetensors", "CCCCCCCCCC", "ann-face.safetensors", "DDDDDDDDDD");
        discreet = new DiscreetCommunity(
                query -> {
                    asked.add(query);
                    return new CommunitySettings.Answer.Found(List.of(), OptionalInt.empty());
                },
                toy.store);
    }

    @AfterEach
    void close() throws StoreException {
        toy.close();
    }

    private void use(String model, String modelHash, String lora, String loraHash) throws StoreException {
        toy.used(
                new Settings(
                        "sdxl",
                        "hash",
                        new ModelRef(modelHash, model),
                        Optional.empty(),
                        "euler",
                        "karras",
                        20,
                        7,
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new LoraUse(new ModelRef(loraHash, lora), Optional.of(1.0), Optional.empty()))),
                2);
    }

    private Optional<CommunitySettings.Query> seen(String family, String model, String lora, String sampler) {
        asked.clear();
        CommunitySettings.Answer answer = discreet.search(new CommunitySettings.Query(
                said(family), said(model), said(lora), Optional.empty(), said(sampler), 5, 0));
        assertThat(answer).isInstanceOf(CommunitySettings.Answer.Found.class);
        return asked.stream().findFirst();
    }

    private static Optional<String> said(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    @Test
    void a_name_becomes_the_hash_of_the_public_file_that_has_it() {
        assertThat(seen("", "copax", "", "").orElseThrow().model()).contains(MODEL);
        assertThat(seen("", "", "Lightning", "").orElseThrow().lora()).contains(LORA);
        assertThat(seen("", "aaaaaaaaaa", "", "").orElseThrow().model()).contains(MODEL);
    }

    @Test
    void the_name_or_hash_of_a_private_file_asks_nobody() {
        assertThat(seen("", "my own mix", "", "")).isEmpty();
        assertThat(seen("", "", "ann", "")).isEmpty();
        assertThat(seen("", "CCCCCCCCCC", "", "")).isEmpty();
        assertThat(seen("sdxl", "copax", "DDDDDDDDDD", "")).isEmpty();
        assertThat(seen("", "a model that is not here", "", "")).isEmpty();
    }

    @Test
    void words_that_few_people_have_ask_nobody() {
        assertThat(seen("sdxl", "", "", "euler")).isPresent();
        assertThat(seen("anns_family", "", "", "")).isEmpty();
        assertThat(seen("", "", "", "anns_sampler")).isEmpty();
    }
}
