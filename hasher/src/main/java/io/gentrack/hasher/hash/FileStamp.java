package io.gentrack.hasher.hash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The state of a file that tells whether a hash still holds. Links are followed.
 *
 * @param size bytes
 * @param mtimeNs modification time, nanoseconds since 1970
 * @param key the file system's own name of the file, where it has one
 */
public record FileStamp(long size, long mtimeNs, Optional<FileKey> key) {
    private static final FileSystems FILE_SYSTEMS = new FileSystems();

    /** One look at the file system, no byte of the file is read. Fails where there is no regular file. */
    public static FileStamp of(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Map<String, Object> all =
                    Files.readAttributes(file, "unix:size,lastModifiedTime,dev,ino,ctime,isRegularFile");
            requireRegular(file, Boolean.TRUE.equals(all.get("isRegularFile")));
            FileKey key = new FileKey(number(all, "dev"), number(all, "ino"), nanos((FileTime) value(all, "ctime")));
            return new FileStamp(
                    number(all, "size"),
                    nanos((FileTime) value(all, "lastModifiedTime")),
                    FILE_SYSTEMS.hasStableKeys(file, key.device()) ? Optional.of(key) : Optional.empty());
        }
        BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
        requireRegular(file, basic.isRegularFile());
        return new FileStamp(basic.size(), nanos(basic.lastModifiedTime()), Optional.empty());
    }

    /** Whether nothing was written between the two looks. A changed device number alone is no change. */
    public boolean sameContentAs(FileStamp other) {
        if (size != other.size || mtimeNs != other.mtimeNs) {
            return false;
        }
        if (key.isEmpty() || other.key.isEmpty()) {
            return true;
        }
        return key.get().inode() == other.key.get().inode()
                && key.get().ctimeNs() == other.key.get().ctimeNs();
    }

    /** The distance of the modification time from an instant, in nanoseconds, whichever is later. */
    public long ageNs(Instant now) {
        return Math.abs(TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - mtimeNs);
    }

    private static void requireRegular(Path file, boolean regular) throws IOException {
        if (!regular) {
            throw new NoSuchFileException(file.toString(), null, "not a regular file");
        }
    }

    private static Object value(Map<String, Object> all, String name) {
        Object value = all.get(name);
        if (value == null) {
            throw new IllegalStateException("the file system view lacks " + name);
        }
        return value;
    }

    private static long number(Map<String, Object> all, String name) {
        return ((Number) value(all, name)).longValue();
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
