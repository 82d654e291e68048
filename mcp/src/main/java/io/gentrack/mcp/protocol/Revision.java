package io.gentrack.mcp.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Protocol revisions. Up to 2025-11-25 a client opens with {@code initialize} (the legacy era); from 2026-07-28 every request says its
 * revision in {@code _meta} and nothing is remembered between requests (the modern era).
 */
public enum Revision {
    V2024_11_05("2024-11-05"),
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25"),
    V2026_07_28("2026-07-28");

    /** What a legacy client gets that asks for a revision this server does not know. */
    static final Revision LATEST_LEGACY = V2025_11_25;

    private final String date;

    Revision(String date) {
        this.date = date;
    }

    public String date() {
        return date;
    }

    public boolean modern() {
        return this == V2026_07_28;
    }

    public static Optional<Revision> parse(String date) {
        return Arrays.stream(values()).filter(r -> r.date.equals(date)).findFirst();
    }

    /** Newest first, as {@code server/discover} lists them. */
    static List<String> dates() {
        return Arrays.stream(values())
                .sorted((a, b) -> b.compareTo(a))
                .map(Revision::date)
                .toList();
    }
}
