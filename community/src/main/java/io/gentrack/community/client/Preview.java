package io.gentrack.community.client;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that a yes would send, to the byte, and how much stays at home. What is shown and what is sent is the same object.
 *
 * @param entries all of them, in the order in which they are sent: that of their tokens, which is as good as shuffled
 * @param batches the requests
 * @param keptHome combinations that are not sent, by the first reason
 * @param upToDate combinations of which the server knows all uses already
 */
public record Preview(List<Entry> entries, List<Batch> batches, Map<KeptHome, Integer> keptHome, int upToDate) {
    public Preview {
        entries = List.copyOf(entries);
        batches = List.copyOf(batches);
        keptHome = Map.copyOf(keptHome);
    }

    /** How many stay at home for one reason. */
    public int keptHome(KeptHome reason) {
        return keptHome.getOrDefault(reason, 0);
    }

    /** One request. */
    public static final class Batch {
        private final List<Entry> entries;
        private final byte[] body;

        Batch(List<Entry> entries, byte[] body) {
            this.entries = List.copyOf(entries);
            this.body = Objects.requireNonNull(body, "body is null").clone();
        }

        public List<Entry> entries() {
            return entries;
        }

        /** The exact body of the request: JSON in UTF-8, one line. */
        public byte[] body() {
            return Arrays.copyOf(body, body.length);
        }
    }
}
