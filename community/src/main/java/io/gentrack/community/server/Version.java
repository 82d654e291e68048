package io.gentrack.community.server;

import java.util.Locale;

/**
 * What CivitAI publishes under a hash.
 *
 * @param civitaiId of the model version
 * @param kind what the file is
 * @param title of model and version
 * @param stored whether the database has it so
 */
record Version(long civitaiId, Kind kind, String title, boolean stored) {
    /** What a file is. */
    enum Kind {
        MODEL,
        LORA,
        /** The site does not say. */
        ANY,
        /** Neither model nor LoRA. */
        OTHER;

        boolean allows(Submitted.Kind stated) {
            return this == ANY || name().equals(stated.name());
        }

        static Kind of(Submitted.Kind stated) {
            return valueOf(stated.name());
        }
    }

    /** An AutoV2 hash as the number that is its id in the database: 40 bits. */
    static long id(String hash) {
        return Long.parseLong(hash, 16);
    }

    static String hash(long id) {
        return String.format(Locale.ROOT, "%010X", id);
    }
}
