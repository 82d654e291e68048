package io.gentrack.hasher.digest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/** The native methods of {@code sha256_x86.c} and the loading of their library. */
final class NativeKernel {
    private NativeKernel() {}

    /** Whether this CPU has the instructions; the other methods must not be called where it has not. */
    static native boolean supported();

    /** Runs {@code blocks} 64-byte blocks; false (and nothing done) where a buffer does not hold them. */
    static native boolean compress(ByteBuffer state, ByteBuffer data, int offset, int blocks);

    /** The same for two messages at once. */
    static native boolean compressTwo(
            ByteBuffer stateA,
            ByteBuffer dataA,
            int offsetA,
            ByteBuffer stateB,
            ByteBuffer dataB,
            int offsetB,
            int blocks);

    /** Loads the library that is packed for this system. Returns why not, or empty when it is loaded. */
    static Optional<String> load() {
        Optional<String> resource = resourceName();
        if (resource.isEmpty()) {
            return Optional.of(
                    "no library for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        URL url = NativeKernel.class.getResource(resource.get());
        if (url == null) {
            return Optional.of("built without the native library");
        }
        try {
            if ("file".equals(url.getProtocol())) {
                System.load(Path.of(url.toURI()).toString());
            } else {
                loadUnpacked(url);
            }
            return Optional.empty();
        } catch (IOException | URISyntaxException | UnsatisfiedLinkError | SecurityException e) {
            return Optional.of("the native library could not be loaded: " + e.getMessage());
        }
    }

    /** The file is readable for this user only, and gone again at once where the system allows that (not Windows). */
    private static void loadUnpacked(URL url) throws IOException {
        Path file = Files.createTempFile("gentrack-sha256-", ".lib");
        try {
            try (InputStream in = url.openStream()) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            System.load(file.toString());
        } finally {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }

    private static Optional<String> resourceName() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (!arch.equals("amd64") && !arch.equals("x86_64")) {
            return Optional.empty();
        }
        if (os.startsWith("linux")) {
            return Optional.of("/io/gentrack/hasher/native/linux-x86_64/libgentrack_sha256.so");
        }
        if (os.startsWith("mac")) {
            return Optional.of("/io/gentrack/hasher/native/darwin-x86_64/libgentrack_sha256.dylib");
        }
        return Optional.empty();
    }
}
