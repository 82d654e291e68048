package io.gentrack.cli;

import io.gentrack.cli.console.Spell;
import io.gentrack.cli.models.ModelLibrary;
import io.gentrack.cli.models.Rekeying;
import io.gentrack.community.InstallSecret;
import io.gentrack.community.client.Contributions;
import io.gentrack.community.client.KeptHome;
import io.gentrack.community.client.Preview;
import io.gentrack.community.client.PublicLookup;
import io.gentrack.community.client.Selection;
import io.gentrack.community.client.ServerAddress;
import io.gentrack.community.client.Wire;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.civitai.IdentifyJob;
import io.gentrack.hasher.hash.Cancellation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code review} and {@code share} have in common: the choice of what would be sent. */
abstract class SharingCommand extends GentrackCommand {
    @Mixin
    CommunityOptions community = new CommunityOptions();

    @Mixin
    CivitaiOptions civitai = new CivitaiOptions();

    @Option(
            names = "--min-uses",
            paramLabel = "N",
            defaultValue = "" + Selection.USUAL_LEAST_USES,
            description = "Leave out what was used less often. Otherwise ${DEFAULT-VALUE}.")
    int leastUses;

    SharingCommand(Host host) {
        super(host);
    }

    /**
     * What a look at the history came to.
     *
     * @param notAsked files that pictures name by hash and nobody asked CivitAI about
     */
    record Look(Preview preview, int notAsked, boolean tracked) {}

    final Path book() {
        return new AppFolders(host).data();
    }

    final Look look(Config config, Optional<ServerAddress> server)
            throws StoreException, UsageException, SQLException, IOException {
        if (leastUses < 1) {
            throw new UsageException("--min-uses takes a number from 1, not " + leastUses + ".");
        }
        boolean ask = civitai.wanted(config);
        // A database that is not there is said so, and not made.
        OpenMode mode = Files.exists(database()) ? OpenMode.READ_WRITE : OpenMode.READ_ONLY;
        try (Store store = Store.open(database(), mode)) {
            if (ask) {
                askCivitai(config, store);
            }
            int notAsked = new PublicLookup(civitai.client(config), store)
                    .open(Instant.now())
                    .size();
            boolean tracked = store.stats().executions() > 0;
            return new Look(preview(store, server), notAsked, tracked);
        }
    }

    private Preview preview(Store store, Optional<ServerAddress> server) throws StoreException, IOException {
        Selection selection = new Selection(new Wire(Version.NUMBER), leastUses);
        if (server.isEmpty()) {
            // Without a server there are no bytes to send, but still something to look at.
            return selection.preview(store, Map.of(), InstallSecret.create()::token, Instant.now());
        }
        try (Contributions contributions = Contributions.open(book())) {
            String name = server.get().text();
            InstallSecret secret = contributions.secret(name);
            return selection.preview(store, contributions.sent(name), secret::token, Instant.now());
        }
    }

    /** The files that are here by their SHA-256, those that only pictures know by the hash that stands in the picture. */
    private void askCivitai(Config config, Store store) throws StoreException, UsageException, SQLException {
        URI site = civitai.site(config);
        Cancellation cancellation = new Cancellation();
        try (ModelLibrary library = ModelLibrary.open(
                store.file(), Installs.folders(Installs.of(options.installs, config, List.of()), host))) {
            IdentifyJob.Summary files = civitai.ask(config, library.cache(), cancellation, this::note, this::fault);
            files.problem()
                    .ifPresent(
                            why -> fault("CivitAI: no answer about " + Spell.count(files.unanswered(), "file", "files")
                                    + " (" + why + "); asked again by the next run."));
            if (files.found() > 0) {
                new Rekeying(store, library).everything();
            }
        }
        PublicLookup lookup = new PublicLookup(civitai.client(config), store);
        int open = lookup.open(Instant.now()).size();
        if (open == 0) {
            return;
        }
        note("Asking " + site + " which public models "
                + Spell.count(open, "hash that pictures name belongs", "hashes that pictures name belong")
                + " to. What is sent: each hash, 10 digits, once. --no-civitai asks nobody.");
        PublicLookup.Summary asked = lookup.run(Instant.now(), cancellation);
        note("CivitAI: " + Spell.count(asked.found(), "is", "are") + " public, " + Spell.count(asked.missed())
                + " not known there.");
        asked.problem()
                .ifPresent(why -> fault("CivitAI: no answer about "
                        + Spell.count(asked.asked() - asked.found() - asked.missed(), "hash", "hashes") + " (" + why
                        + "); asked again by the next run."));
    }

    /** What would make more of the history shareable. */
    final void advise(Look look) {
        if (!look.tracked()) {
            note("Nothing is tracked yet: run gentrack import on a folder of pictures.");
            return;
        }
        if (look.notAsked() > 0) {
            note(Spell.count(look.notAsked(), "file is", "files are")
                    + " known by hash from pictures only, and nobody has asked yet whether "
                    + (look.notAsked() == 1 ? "it is" : "they are") + " public: --civitai asks.");
        }
        if (look.preview().keptHome(KeptHome.UNRESOLVED) > 0) {
            note("What is known by file name only can become shareable: gentrack hash --comfyui FOLDER --civitai"
                    + " finds out which public models your files are.");
        }
    }
}
