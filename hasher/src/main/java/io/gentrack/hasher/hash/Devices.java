package io.gentrack.hasher.hash;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which disk a file is on, and how many files may be read from it at once. */
public final class Devices {
    private static final Set<String> NETWORK_TYPES = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb2",
            "smb3",
            "smbfs",
            "9p",
            "afs",
            "afpfs",
            "ceph",
            "glusterfs",
            "davfs",
            "webdav",
            "lustre",
            "fuse.sshfs",
            "fuse.rclone",
            "fuse.glusterfs",
            "fuse.s3fs",
            "drvfs");

    private final Path sysBlock;
    private final Map<Path, Device> byFolder = new HashMap<>();

    /** The devices of this machine. */
    public Devices() {
        this(Path.of("/sys/class/block"));
    }

    Devices(Path sysBlock) {
        this.sysBlock = sysBlock;
    }

    /** What a device is, as far as the system tells. */
    public enum Kind {
        /** A spinning disk: two readers at once are slower than one. */
        ROTATING,
        /** A share on another machine. */
        NETWORK,
        /** A solid-state disk behind SATA or USB. */
        SOLID,
        /** NVMe, a virtual disk, memory, or unknown. */
        FAST
    }

    /**
     * A device.
     *
     * @param name as the system calls it, to tell devices apart
     */
    public record Device(String name, Kind kind) {
        /** How many files are to be read from it at once, from 1 to {@code cores}. */
        public int streams(int cores) {
            return switch (kind) {
                case ROTATING, NETWORK -> 1;
                case SOLID -> Math.min(2, cores);
                case FAST -> cores;
            };
        }
    }

    /** The device of a file; an unknown one where the system does not tell. */
    public synchronized Device of(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return new Device("", Kind.FAST);
        }
        return byFolder.computeIfAbsent(folder, any -> look(file));
    }

    private Device look(Path file) {
        try {
            // A link may lead to another disk than its folder: ask for the file, not for the folder.
            FileStore store = Files.getFileStore(file.toRealPath());
            return new Device(store.name(), kind(store.name(), store.type(), file));
        } catch (IOException | SecurityException e) {
            return new Device("", Kind.FAST);
        }
    }

    Kind kind(String name, String type, Path file) {
        if (NETWORK_TYPES.contains(type.toLowerCase(Locale.ROOT))
                || file.toString().startsWith("\\\\")) {
            return Kind.NETWORK;
        }
        if (!name.startsWith("/dev/")) {
            return Kind.FAST;
        }
        try {
            Path device = Path.of(name);
            Path real = Files.exists(device) ? device.toRealPath() : device;
            Path fileName = real.getFileName();
            return fileName == null ? Kind.FAST : kindOfBlockDevice(fileName.toString());
        } catch (IOException e) {
            return Kind.FAST;
        }
    }

    private Kind kindOfBlockDevice(String name) throws IOException {
        // Virtual disks report "rotational" by default, whatever is below them.
        if (name.startsWith("nvme") || name.startsWith("vd") || name.startsWith("xvd") || name.startsWith("loop")) {
            return Kind.FAST;
        }
        Path entry = sysBlock.resolve(name);
        if (!Files.exists(entry)) {
            return Kind.FAST;
        }
        // A partition has no queue of its own; its disk is the folder above.
        Path real = entry.toRealPath();
        Path queue = real.resolve("queue/rotational");
        if (!Files.exists(queue)) {
            queue = real.resolveSibling("queue").resolve("rotational");
        }
        if (!Files.exists(queue)) {
            return Kind.FAST;
        }
        if (Files.readString(queue).strip().equals("1")) {
            return Kind.ROTATING;
        }
        return name.startsWith("sd") || name.startsWith("mmcblk") ? Kind.SOLID : Kind.FAST;
    }
}
