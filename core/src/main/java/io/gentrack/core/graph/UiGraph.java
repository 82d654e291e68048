package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A workflow as the front-end saves it (LiteGraph), or the inside of one subgraph.
 *
 * @param nodes by id, in the order of the file
 * @param links by id; older files write them as arrays, newer ones as objects
 * @param inputs of a subgraph, by slot of its input box; empty at the root
 * @param outputs of a subgraph, by slot of its output box
 * @param broadcasts what Use-Everywhere wrote down about its wireless links ({@code extra.ue_links})
 */
record UiGraph(
        Map<String, UiNode> nodes,
        Map<String, UiLink> links,
        List<UiPort> inputs,
        List<UiPort> outputs,
        List<Broadcast> broadcasts) {

    /** Origin of the links that come in from the subgraph's input box. */
    static final String INPUT_BOX = "-10";

    /** Target of the links that leave through the subgraph's output box. */
    static final String OUTPUT_BOX = "-20";

    /** A link; slots are 0-based, a slot that is no number is -1. */
    record UiLink(String origin, int originSlot, String target, int targetSlot, String type) {}

    /** An input or output of a subgraph, with the ids of the links inside. */
    record UiPort(String name, String type, List<String> links) {}

    /**
     * An input of a node.
     *
     * @param link id of the link, empty where there is none
     * @param widget name of the widget this input stands for, empty for a plain socket
     */
    record UiInput(String name, String type, String link, String widget) {}

    /**
     * A node.
     *
     * @param mode 0 always, 2 muted, 4 bypassed; 1 and 3 are old and count as 0
     * @param values {@code widgets_values}: an array, an object or missing
     * @param named {@code widgets_values_named}: an object or missing
     */
    record UiNode(
            String id,
            String type,
            int mode,
            List<UiInput> inputs,
            List<String> outputTypes,
            List<String> outputNames,
            JsonNode values,
            JsonNode named,
            JsonNode properties) {
        static final int MUTED = 2;
        static final int BYPASSED = 4;

        boolean runs() {
            return mode != MUTED && mode != BYPASSED;
        }
    }

    /** One wireless link of Use-Everywhere. */
    record Broadcast(String upstream, int upstreamSlot, String downstream, int downstreamSlot) {}
}
