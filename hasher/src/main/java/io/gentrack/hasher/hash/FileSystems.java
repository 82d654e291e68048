package io.gentrack.hasher.hash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which mounted file systems give a file the same number every time. FAT and exFAT have none and make one up per mount,
 * and FUSE programs mostly do the same: a cache that believed them would hash every USB drive again each time it is
 * plugged in.
 */
final class FileSystems {
    private static final Set<String> WITHOUT_NUMBERS = Set.of("vfat", "exfat", "msdos", "davfs", "webdav", "drvfs");

    private final Map<Long, Boolean> stable = new ConcurrentHashMap<>();

    boolean hasStableKeys(Path file, long device) {
        Boolean known = stable.get(device);
        if (known == null) {
            known = look(file);
            stable.put(device, known);
        }
        return known;
    }

    private static boolean look(Path file) {
        try {
            return isStable(Files.getFileStore(file.toRealPath()).type());
        } catch (IOException | SecurityException e) {
            return false;
        }
    }

    static boolean isStable(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return !lower.startsWith("fuse") && !WITHOUT_NUMBERS.contains(lower);
    }
}
