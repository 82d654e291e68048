package io.gentrack.community.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** How answers are compared. */
final class ContractJson {
    /** 1 and 1.0 are the same number in JSON. */
    static final Comparator<JsonNode> NUMBERS_BY_VALUE = (left, right) -> {
        if (left.isNumber() && right.isNumber()) {
            return Double.compare(left.asDouble(), right.asDouble());
        }
        return left.equals(right) ? 0 : 1;
    };

    private ContractJson() {}
}
