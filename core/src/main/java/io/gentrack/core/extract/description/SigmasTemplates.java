package io.gentrack.core.extract.description;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.Optional;
import java.util.Set;

/** Noise schedules: {@code {"sigmas": …}} makes or changes one, {@code {"split": …}} cuts one in two. */
final class SigmasTemplates {
    private SigmasTemplates() {}

    /** {@code "sigmas": null} makes a new schedule, an expression takes one; the other fields replace what they name. */
    static Expression compile(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("sigmas", "scheduler", "steps", "denoise", "start", "end", "shift", "model", "flip"));
        Optional<Expression> base = Fields.optional(json, "sigmas");
        Optional<Expression> scheduler = Fields.optional(json, "scheduler");
        Optional<Expression> steps = Fields.optional(json, "steps");
        Optional<Expression> denoise = Fields.optional(json, "denoise");
        Optional<Expression> start = Fields.optional(json, "start");
        Optional<Expression> end = Fields.optional(json, "end");
        Optional<Expression> shift = Fields.optional(json, "shift");
        Optional<Expression> model = Fields.optional(json, "model");
        boolean flip = json.path("flip").asBoolean(false);
        return scope -> {
            Optional<Value.Sigmas> from = base.flatMap(b -> Values.sigmas(b.in(scope)));
            if (base.isPresent() && from.isEmpty()) {
                return Value.ABSENT;
            }
            Optional<Value.Num> stated = number(shift, scope);
            Optional<Value.Num> chain =
                    model.flatMap(m -> Values.model(m.in(scope))).flatMap(Value.Model::shift);
            return new Value.Sigmas(
                    scheduler
                            .flatMap(s -> Values.text(s.in(scope)))
                            .or(() -> scheduler.isPresent() ? Optional.empty() : from.flatMap(Value.Sigmas::scheduler)),
                    steps.isPresent() ? number(steps, scope) : from.flatMap(Value.Sigmas::steps),
                    denoise.isPresent() ? number(denoise, scope) : from.flatMap(Value.Sigmas::denoise),
                    start.isPresent() ? number(start, scope) : from.flatMap(Value.Sigmas::start),
                    end.isPresent() ? number(end, scope) : from.flatMap(Value.Sigmas::end),
                    stated.isPresent() ? stated : chain.isPresent() ? chain : from.flatMap(Value.Sigmas::shift),
                    flip != from.map(Value.Sigmas::flipped).orElse(false),
                    from.map(Value.Sigmas::cutBy).orElse(""));
        };
    }

    private static Optional<Value.Num> number(Optional<Expression> expression, Scope scope) {
        return expression.flatMap(e -> Values.number(e.in(scope)));
    }

    /**
     * {@code {"split": sigmas, "at": step, "part": "high"}}: the window before ({@code high}) or from ({@code low}) a step of
     * the schedule. {@code "last": n} counts from the end instead.
     */
    static Expression split(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("split", "at", "last", "part"));
        Expression of = Fields.required(json, "split");
        Optional<Expression> at = Fields.optional(json, "at");
        Optional<Expression> last = Fields.optional(json, "last");
        String part = json.path("part").asText("");
        if (at.isPresent() == last.isPresent()) {
            throw new DescriptionException("split takes either \"at\" or \"last\"");
        }
        if (!part.equals("high") && !part.equals("low")) {
            throw new DescriptionException("part: \"high\" or \"low\" is expected, here is \"" + part + "\"");
        }
        return scope -> {
            Optional<Value.Sigmas> from = Values.sigmas(of.in(scope));
            if (from.isEmpty()) {
                return Value.ABSENT;
            }
            Value.Sigmas whole = from.get();
            Optional<Value.Num> first = whole.start();
            Optional<Value.Num> end = whole.end().isPresent() ? whole.end() : whole.steps();
            Optional<Value.Num> cut = at.isPresent()
                    ? number(at, scope).flatMap(c -> sum(first, c, 1, scope))
                    : number(last, scope).flatMap(c -> end.flatMap(e -> sum(Optional.of(e), c, -1, scope)));
            Value.Num zero = new Value.Num(
                    0, new Origin.Meant(scope.node().id(), scope.node().classType()));
            boolean high = part.equals("high");
            return new Value.Sigmas(
                    whole.scheduler(),
                    whole.steps(),
                    whole.denoise(),
                    high ? Optional.of(first.orElse(zero)) : cut,
                    high ? cut : end,
                    whole.shift(),
                    whole.flipped(),
                    scope.node().id());
        };
    }

    private static Optional<Value.Num> sum(Optional<Value.Num> base, Value.Num offset, int sign, Scope scope) {
        double start = base.map(Value.Num::value).orElse(0.0);
        if (base.isEmpty() || (start == 0 && sign > 0)) {
            return Optional.of(offset);
        }
        return Values.number(Arithmetic.num(
                start + sign * offset.value(), scope, sign > 0 ? "start + step" : "end - steps", base.get(), offset));
    }
}
