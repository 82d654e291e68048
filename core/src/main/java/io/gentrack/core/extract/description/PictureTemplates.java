package io.gentrack.core.extract.description;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.Optional;
import java.util.Set;

/** Latents and images: new ones, and ones that a node resizes, encodes, decodes or masks. */
final class PictureTemplates {
    private PictureTemplates() {}

    /**
     * {@code {"latent": null, "width": …}} makes one, {@code {"latent": "samples", "scale": …}} hands one on. {@code scale}
     * may be the word {@code "up"}: larger, by a factor the graph does not say; {@code "times"} where the ratio of its sides stays as
     * it is.
     */
    static Expression compile(JsonNode json, String key, Value.Form form) throws DescriptionException {
        Fields.allow(json, Set.of(key, "width", "height", "frames", "scale", "start", "masked", "size"));
        Optional<Expression> from = Fields.optional(json, key);
        Optional<Expression> width = Fields.optional(json, "width");
        Optional<Expression> height = Fields.optional(json, "height");
        Optional<Expression> frames = Fields.optional(json, "frames");
        Optional<Expression> size = Fields.optional(json, "size");
        boolean times = json.path("scale").asText("").equals("times");
        boolean larger = times || json.path("scale").asText("").equals("up");
        boolean lost = json.path("scale").asText("").equals("unknown");
        Optional<Expression> scale = larger || lost ? Optional.empty() : Fields.optional(json, "scale");
        boolean masked = json.path("masked").asBoolean(false);
        Optional<Value.Start> start = start(json);
        return scope -> {
            Optional<Value.Picture> before = from.flatMap(f -> Values.picture(f.in(scope)));
            Value.Picture picture = before.orElseGet(() -> Value.Picture.unknown(form));
            Optional<Value.Picture> like = size.flatMap(s -> Values.picture(s.in(scope)));
            Optional<Value.Num> w = picture.width();
            Optional<Value.Num> h = picture.height();
            double factor = 1;
            if (width.isPresent() || height.isPresent() || size.isPresent()) {
                w = like.isPresent() ? like.get().width() : width.flatMap(e -> Values.number(e.in(scope)));
                h = like.isPresent() ? like.get().height() : height.flatMap(e -> Values.number(e.in(scope)));
                factor = growth(picture, w, h);
            } else if (larger || lost) {
                w = Optional.empty();
                h = Optional.empty();
                factor = larger ? Double.POSITIVE_INFINITY : Double.NaN;
            } else if (scale.isPresent()) {
                Value by = scale.get().in(scope);
                Optional<Value.Num> known = Values.number(by);
                w = known.isPresent() ? scaled(w, known.get(), scope) : Optional.empty();
                h = known.isPresent() ? scaled(h, known.get(), scope) : Optional.empty();
                factor = known.map(Value.Num::value).orElse(Double.NaN);
            }
            Optional<Value.Num> length =
                    frames.isPresent() ? frames.flatMap(e -> Values.number(e.in(scope))) : picture.frames();
            return new Value.Picture(
                    form,
                    side(w),
                    side(h),
                    length,
                    start.orElse(picture.start()),
                    masked || picture.masked(),
                    picture.trail().scaled(factor),
                    times || (factor == 1 && picture.form() == form)
                            ? picture.ratio()
                                    .filter(r -> times || picture.width().isEmpty())
                            : Optional.empty());
        };
    }

    /** A side of 0 or less means "keep the ratio" or nothing at all, and is no size. */
    private static Optional<Value.Num> side(Optional<Value.Num> side) {
        return side.filter(s -> s.value() > 0);
    }

    private static double growth(Value.Picture before, Optional<Value.Num> width, Optional<Value.Num> height) {
        if (before.width().isPresent() && before.height().isPresent() && width.isPresent() && height.isPresent()) {
            double area = before.width().get().value() * before.height().get().value();
            return area > 0 ? Math.sqrt(width.get().value() * height.get().value() / area) : Double.NaN;
        }
        return Double.NaN;
    }

    private static Optional<Value.Num> scaled(Optional<Value.Num> side, Value.Num times, Scope scope) {
        return side.flatMap(s ->
                Values.number(Arithmetic.num(Math.rint(s.value() * times.value()), scope, "size * factor", s, times)));
    }

    private static Optional<Value.Start> start(JsonNode json) throws DescriptionException {
        if (!json.hasNonNull("start")) {
            return Optional.empty();
        }
        return switch (json.path("start").asText("")) {
            case "empty" -> Optional.of(Value.Start.EMPTY);
            case "loaded" -> Optional.of(Value.Start.LOADED);
            case "unknown" -> Optional.of(Value.Start.UNKNOWN);
            default ->
                throw new DescriptionException("start: \"empty\", \"loaded\" or \"unknown\" is expected, here is \""
                        + json.path("start").asText("") + "\"");
        };
    }
}
