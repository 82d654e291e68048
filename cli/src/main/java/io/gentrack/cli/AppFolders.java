package io.gentrack.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where the program keeps what is the user's: the platform's data folder, never ComfyUI's own tree. */
final class AppFolders {
    private static final String NAME = "gentrack";

    private final Host host;

    AppFolders(Host host) {
        this.host = host;
    }

    Path database(Optional<Path> option) {
        return option.or(() -> host.variable("GENTRACK_DB").map(Path::of))
                .orElseGet(() -> data().resolve("generations.db"));
    }

    Path plugins(Optional<Path> option) {
        return option.orElseGet(() -> data().resolve("plugins"));
    }

    /** Answers of community servers, which may be deleted at any time. */
    Path communityAnswers() {
        return data().resolve("community-answers");
    }

    /** {@code $XDG_DATA_HOME}, {@code %LOCALAPPDATA%} or {@code Application Support}. */
    Path data() {
        Path home = Path.of(host.variable("HOME").orElse(host.home()));
        if (Host.windows(host.system())) {
            return host.variable("LOCALAPPDATA")
                    .map(Path::of)
                    .orElseGet(() -> Path.of(host.home(), "AppData", "Local"))
                    .resolve(NAME);
        }
        if (host.system().toLowerCase(Locale.ROOT).startsWith("mac")) {
            return home.resolve("Library").resolve("Application Support").resolve(NAME);
        }
        return host.variable("XDG_DATA_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home.resolve(".local").resolve("share"))
                .resolve(NAME);
    }
}
