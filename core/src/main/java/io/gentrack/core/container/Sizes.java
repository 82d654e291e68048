package io.gentrack.core.container;

/** Sizes for people. */
final class Sizes {
    private Sizes() {}

    static String show(long bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }
}
