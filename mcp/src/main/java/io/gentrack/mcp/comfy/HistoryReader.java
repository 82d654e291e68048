package io.gentrack.mcp.comfy;

import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads every finished run of a server's history once, while the history grows at its end, loses its oldest entries (the server keeps
 * 10,000) and is emptied by restarts.
 *
 * <p>An entry is <i>joined</i> once it and every entry before it were read. New entries only ever come after the others and ids are
 * never used again, also not by a restarted server. So one answer that holds a joined entry, or holds the whole history, leaves no gap,
 * and its entries may be joined. What was seen in two answers proves nothing: there may have been a restart between them.
 *
 * <p>Not safe for use by several threads.
 */
final class HistoryReader {
    private static final int NEWEST = 32;
    /** More than this in one answer keeps the server from its work: each entry carries a whole workflow. */
    private static final int MOST_AT_ONCE = 512;

    private static final int PAGE = 64;
    /** A walk that meets a restart, or entries being dropped, begins again; so often, then the next look goes on. */
    private static final int WALKS = 3;

    /** ComfyUI keeps 10,000 entries; twice that bounds both the memory here and a server that pages without end. */
    private static final int MOST_KNOWN = 20_000;

    /** Takes one run. */
    @FunctionalInterface
    interface Sink {
        /**
         * Called for the oldest first.
         *
         * @throws StoreException the run will be given again by the next look
         */
        void take(HistoryEntry entry) throws StoreException;
    }

    private enum Walk {
        DONE,
        RESTLESS,
        NO_OFFSETS
    }

    private final ComfyClient comfy;
    private final Sink sink;
    /** Entries that were taken; true for those that are joined. */
    private final Map<String, Boolean> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    private int taken;

    HistoryReader(ComfyClient comfy, Sink sink) {
        this.comfy = comfy;
        this.sink = sink;
    }

    /**
     * Looks at the history and takes what is new in it.
     *
     * @return how many entries were new
     * @throws IOException where the server does not answer; what was taken so far stays taken
     */
    int look() throws IOException, InterruptedException, StoreException {
        taken = 0;
        boolean offsets = true;
        for (int most = NEWEST; ; most *= 2) {
            List<String> ids = page(most, OptionalInt.empty());
            // Fewer than asked for is all there is; an old server that knows no limit gives more, and all.
            if (ids.size() != most || most > MOST_KNOWN || ids.stream().anyMatch(this::joined)) {
                join(ids);
                return taken;
            }
            if (most >= MOST_AT_ONCE && offsets) {
                Walk walk = walk();
                if (walk != Walk.NO_OFFSETS) {
                    return taken;
                }
                offsets = false;
            }
        }
    }

    private boolean joined(String id) {
        return known.getOrDefault(id, false);
    }

    private void join(List<String> ids) {
        ids.forEach(id -> known.put(id, true));
    }

    /** From the oldest entry on, page by page; each page begins with the last entry of the one before, which shows that they fit. */
    private Walk walk() throws IOException, InterruptedException, StoreException {
        for (int walks = 0; walks < WALKS; walks++) {
            List<String> walked = new ArrayList<>(page(PAGE, OptionalInt.of(0)));
            int got = walked.size();
            while (got == PAGE && walked.size() < MOST_KNOWN) {
                String last = walked.get(walked.size() - 1);
                List<String> next = page(PAGE, OptionalInt.of(walked.size() - 1));
                if (next.isEmpty() || !next.get(0).equals(last)) {
                    if (!next.isEmpty() && walked.contains(next.get(0))) {
                        return Walk.NO_OFFSETS;
                    }
                    break;
                }
                got = next.size();
                walked.addAll(next.subList(1, got));
            }
            if (got < PAGE || walked.size() >= MOST_KNOWN) {
                join(walked);
                return Walk.DONE;
            }
        }
        return Walk.RESTLESS;
    }

    /** The ids of one answer, in its order, after its new entries were taken. */
    private List<String> page(int most, OptionalInt offset) throws IOException, InterruptedException, StoreException {
        Guard guard = new Guard();
        List<String> ids = comfy.history(most, offset, guard::wanted, guard::take);
        guard.check();
        return ids;
    }

    /** Takes entries while the answer is read. After the database failed the rest is left for the next look. */
    private final class Guard {
        private @Nullable StoreException fault;

        boolean wanted(String promptId) {
            return fault == null && !known.containsKey(promptId);
        }

        void take(HistoryEntry entry) {
            if (fault != null) {
                return;
            }
            try {
                sink.take(entry);
                known.put(entry.promptId(), false);
                taken++;
            } catch (StoreException e) {
                fault = e;
            }
        }

        void check() throws StoreException {
            if (fault != null) {
                throw fault;
            }
        }
    }
}
