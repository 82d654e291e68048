package io.gentrack.community.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** So many requests a minute from one address. Addresses live in memory for that minute, nowhere else. */
final class RateLimit {
    private static final long WINDOW_NANOS = 60_000_000_000L;
    private static final int MOST_ADDRESSES = 100_000;
    /** Only what can be no name, so that nothing is looked up. */
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final int requests;
    private final LongSupplier nanos;
    private final Map<String, Window> windows = new HashMap<>();

    /**
     * @param requests of each minute
     * @param nanos a clock that never goes back
     */
    RateLimit(int requests, LongSupplier nanos) {
        this.requests = requests;
        this.nanos = nanos;
    }

    private static final class Window {
        private final long start;
        private int count;

        Window(long start) {
            this.start = start;
        }
    }

    /** Counts a request: 0 where it may pass, else the seconds until the next one may. */
    synchronized int take(String address) {
        long now = nanos.getAsLong();
        Window window = windows.get(address);
        if (window == null || now - window.start >= WINDOW_NANOS) {
            makeRoom(now);
            window = new Window(now);
            windows.put(address, window);
        }
        window.count++;
        // Whole seconds, rounded up.
        return window.count <= requests
                ? 0
                : (int) ((window.start + WINDOW_NANOS - now + 999_999_999L) / 1_000_000_000L);
    }

    /** How many addresses are in memory. */
    synchronized int remembered() {
        return windows.size();
    }

    private void makeRoom(long now) {
        if (windows.size() >= MOST_ADDRESSES) {
            windows.values().removeIf(window -> now - window.start >= WINDOW_NANOS);
        }
        if (windows.size() >= MOST_ADDRESSES) {
            windows.clear();
        }
    }

    /** An IPv4 address, or the /64 that one customer of IPv6 has; a text that is no address stands for itself. */
    static String network(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return text;
        }
        try {
            byte[] address = InetAddress.getByName(text).getAddress();
            return HexFormat.of().formatHex(address, 0, address.length == 16 ? 8 : 4);
        } catch (UnknownHostException e) {
            return text;
        }
    }
}
