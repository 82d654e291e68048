package io.gentrack.core.extract.description;

import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/** Operators over symbolic values. An unknown operand makes the result unknown; the result remembers what it was made from. */
final class Arithmetic {
    /** A formula's origins are leaves only, and no more than this: chains of math nodes must not grow without end. */
    private static final int LEAVES = 8;

    /** The operators that join bits, loosest first. */
    static final List<String> BITS = List.of("|", "^", "&");

    /** Beyond it a double skips whole numbers. */
    private static final double MOST_EXACT = 1L << 53;

    private Arithmetic() {}

    static Value numbers(DoubleBinaryOperator operator, Value a, Value b, Scope scope, String formula) {
        Optional<Value.Num> x = counted(a);
        Optional<Value.Num> y = counted(b);
        return x.isPresent() && y.isPresent()
                ? num(operator.applyAsDouble(x.get().value(), y.get().value()), scope, formula, a, b)
                : Value.ABSENT;
    }

    /** A number; a switch counts as 1 or 0, as in Python. */
    static Optional<Value.Num> counted(Value value) {
        return value instanceof Value.Flag flag
                ? Optional.of(new Value.Num(flag.value() ? 1 : 0, flag.origin()))
                : Values.number(value);
    }

    /** Whole numbers only; anything else is an error in Python, too. */
    static Value bits(String operator, Value a, Value b, Scope scope, String formula) {
        return numbers(
                (x, y) -> isWhole(x) && isWhole(y) ? bits(operator, (long) x, (long) y) : Double.NaN,
                a,
                b,
                scope,
                formula);
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number) && Math.abs(number) < MOST_EXACT;
    }

    private static double bits(String operator, long x, long y) {
        return switch (operator) {
            case "|" -> (double) (x | y);
            case "^" -> (double) (x ^ y);
            case "&" -> (double) (x & y);
            case "<<" -> y >= 0 ? (double) x * Math.pow(2, (double) y) : Double.NaN;
            default -> y >= 0 ? Math.floor((double) x / Math.pow(2, (double) y)) : Double.NaN;
        };
    }

    static Value number(DoubleUnaryOperator operator, Value a, Scope scope, String formula) {
        return Values.number(a)
                .<Value>map(x -> num(operator.applyAsDouble(x.value()), scope, formula, a))
                .orElse(Value.ABSENT);
    }

    /** Adds numbers, joins texts. */
    static Value plus(Value a, Value b, Scope scope, String formula) {
        if (a instanceof Value.Text || b instanceof Value.Text) {
            Optional<String> x = spelled(a);
            Optional<String> y = spelled(b);
            return x.isPresent() && y.isPresent() ? text(x.get() + y.get(), scope, formula, a, b) : Value.ABSENT;
        }
        return numbers(Double::sum, a, b, scope, formula);
    }

    static Value or(Value a, Supplier<Value> b, Scope scope, String formula) {
        Optional<Boolean> x = Values.flag(a);
        if (x.isPresent() && x.get()) {
            return flag(true, scope, formula, a);
        }
        Value other = b.get();
        Optional<Boolean> y = Values.flag(other);
        if (y.isPresent() && y.get()) {
            return flag(true, scope, formula, other);
        }
        return x.isPresent() && y.isPresent() ? flag(false, scope, formula, a, other) : Value.ABSENT;
    }

    static Value and(Value a, Supplier<Value> b, Scope scope, String formula) {
        Optional<Boolean> x = Values.flag(a);
        if (x.isPresent() && !x.get()) {
            return flag(false, scope, formula, a);
        }
        Value other = b.get();
        Optional<Boolean> y = Values.flag(other);
        if (y.isPresent() && !y.get()) {
            return flag(false, scope, formula, other);
        }
        return x.isPresent() && y.isPresent() ? flag(true, scope, formula, a, other) : Value.ABSENT;
    }

    static Value not(Value a, Scope scope, String formula) {
        return Values.flag(a).<Value>map(x -> flag(!x, scope, formula, a)).orElse(Value.ABSENT);
    }

    static Value compare(String operator, Value a, Value b, Scope scope, String formula) {
        Optional<Value.Num> x = Values.number(a);
        Optional<Value.Num> y = Values.number(b);
        if (x.isPresent() && y.isPresent()) {
            return flag(holds(operator, Double.compare(x.get().value(), y.get().value())), scope, formula, a, b);
        }
        if (a instanceof Value.Text s && b instanceof Value.Text t) {
            return flag(holds(operator, s.value().compareTo(t.value())), scope, formula, a, b);
        }
        if (a instanceof Value.Flag || b instanceof Value.Flag) {
            Optional<Boolean> p = Values.flag(a);
            Optional<Boolean> q = Values.flag(b);
            if (p.isPresent() && q.isPresent()) {
                return flag(holds(operator, Boolean.compare(p.get(), q.get())), scope, formula, a, b);
            }
        }
        return Value.ABSENT;
    }

    private static boolean holds(String operator, int order) {
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    static Value num(double value, Scope scope, String formula, Value... from) {
        return Double.isFinite(value) ? new Value.Num(value, origin(scope, formula, from)) : Value.ABSENT;
    }

    static Value.Text text(String value, Scope scope, String formula, Value... from) {
        return new Value.Text(value, origin(scope, formula, from));
    }

    static Value.Flag flag(boolean value, Scope scope, String formula, Value... from) {
        return new Value.Flag(value, origin(scope, formula, from));
    }

    /** How Python would print it, where a number is joined to a text. */
    static Optional<String> spelled(Value value) {
        if (value instanceof Value.Text text) {
            return Optional.of(text.value());
        }
        if (value instanceof Value.Num num) {
            boolean whole = num.value() == Math.rint(num.value()) && Math.abs(num.value()) < 1e15;
            return Optional.of(whole ? Long.toString((long) num.value()) : Double.toString(num.value()));
        }
        return Optional.empty();
    }

    static Origin origin(Scope scope, String formula, Value... from) {
        List<Origin> leaves = new ArrayList<>(from.length);
        for (Value value : from) {
            Origin origin = originOf(value);
            if (origin instanceof Origin.Computed computed) {
                computed.from().forEach(o -> add(leaves, o));
            } else {
                add(leaves, origin);
            }
        }
        return new Origin.Computed(scope.node().id(), formula, leaves);
    }

    private static void add(List<Origin> leaves, Origin origin) {
        if (leaves.size() < LEAVES && origin instanceof Origin.Written && !leaves.contains(origin)) {
            leaves.add(origin);
        }
    }

    private static Origin originOf(Value value) {
        if (value instanceof Value.Num num) {
            return num.origin();
        }
        if (value instanceof Value.Text text) {
            return text.origin();
        }
        return value instanceof Value.Flag flag ? flag.origin() : new Origin.Meant("", "");
    }
}
