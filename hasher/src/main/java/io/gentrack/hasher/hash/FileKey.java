package io.gentrack.hasher.hash;

import java.util.Optional;

/**
 * What the file system itself calls a file, where it tells (not on Windows). Follows the file through renames.
 *
 * @param device number of the file system; may differ after a reboot, so it only tells moved files apart
 * @param inode number of the file on it
 * @param ctimeNs time of the last change of content or attributes, nanoseconds since 1970: moves even where a program
 *     sets the modification time back
 */
public record FileKey(long device, long inode, long ctimeNs) {
    /** {@code device:inode:ctime}, the form of the column {@code file_key}. */
    public String text() {
        return Long.toHexString(device) + ":" + Long.toHexString(inode) + ":" + ctimeNs;
    }

    /** What the parts of {@link #text()} before the change time are: equal for one file under every name. */
    public String identity() {
        return Long.toHexString(device) + ":" + Long.toHexString(inode) + ":";
    }

    /** Reads {@link #text()}; empty for anything else. */
    public static Optional<FileKey> parse(String text) {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        if (first < 1 || second < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FileKey(
                    Long.parseUnsignedLong(text, 0, first, 16),
                    Long.parseUnsignedLong(text, first + 1, second, 16),
                    Long.parseLong(text, second + 1, text.length(), 10)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
