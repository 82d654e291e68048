package io.gentrack.core.extract;

import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.Trail;
import io.gentrack.core.spi.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What becomes of pictures that go through a node nobody described. */
final class UnknownPictures {
    private static final Pattern UPSCALES = Pattern.compile("(?i)upscal|super[ _-]?res");

    private UnknownPictures() {}

    /** Whether the node is called an upscaler. */
    static boolean enlarges(NodeView node) {
        return UPSCALES.matcher(node.classType()).find();
    }

    /** The passes go on; the size does not, for the node may have changed it. One that is called an upscaler made it larger. */
    static Value.Picture resized(NodeView node, Value.Picture picture) {
        return new Value.Picture(
                picture.form(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                picture.start(),
                picture.masked(),
                picture.trail().scaled(growth(node)));
    }

    private static double growth(NodeView node) {
        if (!enlarges(node)) {
            return Double.NaN;
        }
        return UnknownPictures.first(
                        node, "factor", "scale", "scale_by", "upscale_by", "upscale_factor", "scale_factor", "upscale")
                .map(Value.Num::value)
                .filter(f -> f > 0)
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** What comes out where these go in. */
    static Value of(Value.Form form, List<Value> offered) {
        Trail trail = Trail.NONE;
        Set<Value.Start> starts = new LinkedHashSet<>();
        for (Value candidate : offered) {
            if (candidate instanceof Value.Picture picture) {
                trail = trail.and(picture.trail());
                starts.add(picture.start());
            }
        }
        Value.Start start = starts.size() == 1 ? starts.iterator().next() : Value.Start.UNKNOWN;
        return new Value.Picture(form, Optional.empty(), Optional.empty(), Optional.empty(), start, false, trail);
    }

    /** The first of these inputs that brings a number. */
    static Optional<Value.Num> first(NodeView node, String... names) {
        for (String name : names) {
            Optional<Value.Num> number = node.number(name);
            if (number.isPresent()) {
                return number;
            }
        }
        return Optional.empty();
    }
}
