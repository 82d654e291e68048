package io.gentrack.mcp.setup;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where programs keep their configuration on this machine.
 *
 * @param system as {@code os.name} says it
 * @param appData {@code %APPDATA%}
 * @param configHome {@code $XDG_CONFIG_HOME}
 * @param working the folder the user is in
 */
public record Places(String system, Path home, Optional<Path> appData, Optional<Path> configHome, Path working) {
    public Places {
        Objects.requireNonNull(system, "system is null");
        Objects.requireNonNull(home, "home is null");
        Objects.requireNonNull(appData, "appData is null");
        Objects.requireNonNull(configHome, "configHome is null");
        Objects.requireNonNull(working, "working is null");
    }

    /** Of desktop programs: {@code Application Support}, {@code %APPDATA%}, {@code ~/.config}. */
    Path applications() {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return appData.orElseGet(() -> home.resolve("AppData").resolve("Roaming"));
        }
        if (name.startsWith("mac")) {
            return home.resolve("Library").resolve("Application Support");
        }
        return configHome.orElseGet(() -> home.resolve(".config"));
    }
}
