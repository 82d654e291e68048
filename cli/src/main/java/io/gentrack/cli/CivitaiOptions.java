package io.gentrack.cli;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.civitai.CivitaiClient;
import io.gentrack.hasher.civitai.IdentifyJob;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.http.Backoff;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Whether and where files are identified in public; off unless the user turns it on. */
final class CivitaiOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    @Option(
            names = "--civitai",
            description = {
                "Ask CivitAI which public models the files are. Sends the SHA-256 of each file once, and nothing else.",
                "Off unless this or the config file turns it on."
            })
    boolean on;

    @Option(names = "--no-civitai", description = "Ask nobody, whatever the config file says.")
    boolean off;

    @Option(
            names = "--civitai-url",
            paramLabel = "URL",
            description = "A mirror that speaks CivitAI's API, instead of https://civitai.com.")
    Optional<String> url = Optional.empty();

    boolean wanted(Config config) throws UsageException {
        if (on && off) {
            throw new UsageException("--civitai and --no-civitai contradict each other; give one of them.");
        }
        return on || (config.civitai() && !off);
    }

    URI site(Config config) throws UsageException {
        return url.isPresent() ? Config.site(url.get(), "--civitai-url") : config.civitaiUrl();
    }

    CivitaiClient client(Config config) throws UsageException {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), LONGEST_PAUSE, config.civitaiTries());
        return new CivitaiClient(site(config), backoff, PATIENCE);
    }

    /**
     * Asks about what was never asked.
     *
     * @param tell is told what is sent before anything is
     */
    IdentifyJob.Summary ask(
            Config config, HashCache cache, Cancellation cancellation, Consumer<String> note, Consumer<String> tell)
            throws SQLException, UsageException {
        URI site = site(config);
        IdentifyJob job = new IdentifyJob(client(config), cache);
        List<String> open = job.open(Instant.now());
        if (open.isEmpty()) {
            return new IdentifyJob.Summary(0, 0, 0, 0, Optional.empty());
        }
        boolean first = cache.all().values().stream().map(CachedFile::checkedAt).allMatch(Optional::isEmpty);
        if (first) {
            tell.accept("Asking " + site + " which public models your files are, because "
                    + (on ? "of --civitai." : config.file() + " says so."));
            tell.accept("What is sent: the SHA-256 of " + (open.size() == 1 ? "1 file" : open.size() + " files")
                    + ". No names, no folders, no settings, no pictures. Whoever runs the site can see");
            tell.accept("from it which files you have. Each file is asked about once; --no-civitai asks nobody.");
        } else {
            note.accept("Asking " + site + " about " + (open.size() == 1 ? "1 file" : open.size() + " files")
                    + " by SHA-256.");
        }
        return job.run(Instant.now(), cancellation, identity -> {});
    }
}
