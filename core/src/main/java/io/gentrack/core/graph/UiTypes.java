package io.gentrack.core.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** What the front-end knows about node and link types: which nodes exist only on the canvas, which types fit together. */
final class UiTypes {
    private static final Set<String> NOTES = Set.of("Note", "MarkdownNote");
    private static final Set<String> REROUTES = Set.of("Reroute", "Reroute (rgthree)");
    private static final Set<String> SETTERS = Set.of("SetNode", "easy setNode", "SetNode_mod", "PixaromaSetNode");
    private static final Set<String> GETTERS = Set.of("GetNode", "easy getNode", "GetNode_mod", "PixaromaGetNode");

    /** Without their suffix {@code (rgthree)}; source: rgthree-comfy, nodes that are made in JavaScript only. */
    private static final Set<String> RGTHREE = Set.of(
            "Fast Muter",
            "Fast Bypasser",
            "Fast Groups Muter",
            "Fast Groups Bypasser",
            "Mute / Bypass Repeater",
            "Mute / Bypass Relay",
            "Random Unmuter",
            "Node Collector",
            "Fast Actions Button",
            "Label",
            "Bookmark",
            "Power Conductor");

    private static final String RGTHREE_SUFFIX = " (rgthree)";

    private UiTypes() {}

    /** True for a node that the front-end never sends to the server. */
    static boolean isVirtual(String type) {
        return NOTES.contains(type)
                || isPrimitive(type)
                || isReroute(type)
                || isSetter(type)
                || isGetter(type)
                || isVirtualOfRgthree(type);
    }

    private static boolean isVirtualOfRgthree(String type) {
        return type.endsWith(RGTHREE_SUFFIX)
                && RGTHREE.contains(type.substring(0, type.length() - RGTHREE_SUFFIX.length()));
    }

    static boolean isPrimitive(String type) {
        return type.equals("PrimitiveNode");
    }

    static boolean isReroute(String type) {
        return REROUTES.contains(type);
    }

    static boolean isSetter(String type) {
        return SETTERS.contains(type);
    }

    static boolean isGetter(String type) {
        return GETTERS.contains(type);
    }

    /** What a setter and its getters share: Pixaroma's know only each other, and their names may be those of others. */
    static String variable(String type, String name) {
        return (type.startsWith("Pixaroma") ? "Pixaroma:" : ":") + name;
    }

    static boolean isGroupNode(String type) {
        return type.startsWith("workflow>") || type.startsWith("workflow/");
    }

    static boolean isAny(String type) {
        return type.isEmpty() || type.equals("*") || type.equals("0");
    }

    /** The front-end's rule: equal but for case, or one of them is any, or two of their alternatives are equal. */
    static boolean fit(String one, String other) {
        if (isAny(one) || isAny(other)) {
            return true;
        }
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        if (a.equals(b)) {
            return true;
        }
        if (a.indexOf(',') < 0 && b.indexOf(',') < 0) {
            return false;
        }
        Set<String> alternatives = Set.copyOf(Arrays.asList(a.split(",", -1)));
        for (String alternative : b.split(",", -1)) {
            if (alternatives.contains(alternative)) {
                return true;
            }
        }
        return false;
    }
}
