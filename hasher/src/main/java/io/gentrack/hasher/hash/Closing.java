package io.gentrack.hasher.hash;

import java.io.Closeable;
import java.io.IOException;

/** Closing of files that were only read: a failure to close loses nothing. */
final class Closing {
    private Closing() {}

    static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // nothing was written, and the outcome of the file is decided already
        }
    }
}
