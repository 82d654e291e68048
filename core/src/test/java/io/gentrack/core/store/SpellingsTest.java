package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.file;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How graphs spell files that are not known, and what happens when one spelling becomes known. */
class SpellingsTest {
    private static final String FOO = "name:foo.safetensors";

    @TempDir
    private Path folder;

    private static Settings named(String name, double steps, LoraUse... loras) {
        return settings("unknown", new ModelRef(FOO, name), "euler", steps, loras);
    }

    private Store open() throws StoreException {
        return Store.open(folder.resolve("a.db"), OpenMode.READ_WRITE);
    }

    @Test
    void everySpellingIsKnownWithTheKindsItWasLoadedAs() throws StoreException {
        try (Store store = open()) {
            store.record(List.of(
                    file("a.png", run("a", NOON, named("x/foo.safetensors", 20))),
                    file("b.png", run("b", NOON, named("foo.safetensors", 20, lora(FOO, "foo.safetensors", 1))))));
            store.noteKinds(Map.of("x/foo.safetensors", Set.of("checkpoints", "diffusion_models")));
            store.noteKinds(Map.of("x/foo.safetensors", Set.of("checkpoints")));

            assertThat(store.spellings(FOO))
                    .containsExactly(
                            new Spelling("lora", "foo.safetensors", List.of()),
                            new Spelling("model", "foo.safetensors", List.of()),
                            new Spelling("model", "x/foo.safetensors", List.of("checkpoints", "diffusion_models")));
        }
    }

    @Test
    void onlyFilesOfTheIdentityAreReadAgainAndEachOnce() throws StoreException {
        try (Store store = open()) {
            Settings other = settings("unknown", new ModelRef("ABCDEF0123", "other"), "euler", 20);
            store.record(List.of(
                    file("a.png", run("a", NOON, named("x/foo.safetensors", 20))),
                    file("b.png", run("b", NOON, named("foo.safetensors", 30))),
                    file("c.png", run("c", NOON, other))));
            String version = store.ledger(List.of("c.png")).get("c.png").extractorVersion();

            assertThat(store.readAgain(
                            FOO, List.of(new Spelling("model", "x/foo.safetensors", List.of("checkpoints"))), true))
                    .isEqualTo(2);
            assertThat(store.readAgain(FOO, List.of(), true)).isZero();

            Map<String, SourceRow> ledger = store.ledger(List.of("a.png", "b.png", "c.png"));
            assertThat(ledger.get("a.png").extractorVersion()).isNotEqualTo(version);
            assertThat(ledger.get("b.png").extractorVersion()).isNotEqualTo(version);
            assertThat(ledger.get("c.png").extractorVersion()).isEqualTo(version);
            assertThat(store.spellings(FOO))
                    .as("what is settled is not looked at again")
                    .containsExactly(new Spelling("model", "foo.safetensors", List.of()));
        }
    }

    @Test
    void spellingsWithoutRunsAreForgottenThoseOfKnownFilesStay() throws StoreException {
        try (Store store = open()) {
            store.record(List.of(
                    file("a.png", run("a", NOON, named("foo.safetensors", 20))),
                    file("b.png", run("b", NOON, named("foo.safetensors", 20, lora("name:ink", "ink", 1))))));
            assertThat(store.forgetUnusedNames()).isZero();

            Settings known = settings("unknown", new ModelRef("ABCDEF0123", "foo.safetensors"), "euler", 20);
            store.record(List.of(file("a.png", run("a", NOON, known)), file("b.png", run("b", NOON, known))));

            assertThat(store.forgetUnusedNames()).isEqualTo(2);
            assertThat(store.unresolved()).isEmpty();
            assertThat(store.spellings("ABCDEF0123")).hasSize(1);
        }
    }
}
