package io.gentrack.core.extract;

import java.util.Comparator;

/** Orders node ids: plain numbers by value, before all others by text. */
final class NodeIds {
    private NodeIds() {}

    static final Comparator<String> ORDER = Comparator.comparing((String id) -> number(id) < 0 ? 1 : 0)
            .thenComparingLong(NodeIds::number)
            .thenComparing(Comparator.naturalOrder());

    private static long number(String id) {
        if (id.isEmpty() || id.length() > 18) {
            return -1;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) < '0' || id.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(id);
    }
}
