package io.gentrack.core.spi;

import java.util.List;
import java.util.Objects;

/** Where a number or a text comes from, so that every reported value can be walked back to the graph. */
public sealed interface Origin {
    /** It stands in the graph: literal {@code input} of node {@code node}. */
    record Written(String node, String input) implements Origin {
        public Written {
            Objects.requireNonNull(node, "node is null");
            Objects.requireNonNull(input, "input is null");
        }
    }

    /** Node {@code node} computes it, in the words of {@code formula}, from these. */
    record Computed(String node, String formula, List<Origin> from) implements Origin {
        public Computed {
            Objects.requireNonNull(node, "node is null");
            Objects.requireNonNull(formula, "formula is null");
            from = List.copyOf(from);
        }
    }

    /** The class of node {@code node} stands for it: an {@code LTXVScheduler} is the scheduler {@code ltxv}. */
    record Meant(String node, String classType) implements Origin {
        public Meant {
            Objects.requireNonNull(node, "node is null");
            Objects.requireNonNull(classType, "classType is null");
        }
    }

    /** For a person: {@code node 3 input cfg}. */
    default String describe() {
        if (this instanceof Written w) {
            return "node " + w.node() + " input " + w.input();
        }
        if (this instanceof Meant m) {
            return "node " + m.node() + " is a " + m.classType();
        }
        Computed c = (Computed) this;
        StringBuilder text =
                new StringBuilder("node ").append(c.node()).append(": ").append(c.formula());
        int shown = 0;
        for (Origin part : c.from()) {
            if (part instanceof Written w && shown < 4) {
                text.append(shown == 0 ? " from " : ", ")
                        .append("node ")
                        .append(w.node())
                        .append(" input ")
                        .append(w.input());
                shown++;
            }
        }
        return text.toString();
    }
}
