package io.gentrack.core.extract.description;

import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions of the expression language. */
final class Functions {
    /** "1024 x 768", "832x1216", "1:1 square 1024x1024", "640×480". */
    private static final Pattern SIZE = Pattern.compile("(\\d{2,5})\\s*[x×X*]\\s*(\\d{2,5})");

    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");
    private static final int LONGEST_TEXT = 20_000;

    private Functions() {}

    private static final Map<String, DoubleUnaryOperator> ONE = Map.ofEntries(
            Map.entry("floor", Math::floor),
            Map.entry("ceil", Math::ceil),
            Map.entry("round", Math::rint),
            Map.entry("int", x -> x < 0 ? Math.ceil(x) : Math.floor(x)),
            Map.entry("float", x -> x),
            Map.entry("abs", Math::abs),
            Map.entry("sqrt", Math::sqrt),
            Map.entry("exp", Math::exp),
            Map.entry("log", Math::log),
            Map.entry("log2", x -> Math.log(x) / Math.log(2)),
            Map.entry("log10", Math::log10),
            Map.entry("sin", Math::sin),
            Map.entry("cos", Math::cos),
            Map.entry("tan", Math::tan));

    private static final Map<String, DoubleBinaryOperator> TWO = Map.of(
            "min",
            Math::min,
            "max",
            Math::max,
            "sum",
            Double::sum,
            "pow",
            Math::pow,
            "snap",
            (x, n) -> Math.floor(x / n) * n,
            "snap_up",
            (x, n) -> Math.ceil(x / n) * n,
            "snap_near",
            (x, n) -> Math.rint(x / n) * n,
            "round_to",
            (x, digits) -> Math.rint(x * Math.pow(10, digits)) / Math.pow(10, digits));

    static Expression call(String name, List<Expression> arguments, String source) throws DescriptionException {
        if (name.equals("round") && arguments.size() == 2) {
            return call("round_to", arguments, source);
        }
        DoubleUnaryOperator one = ONE.get(name);
        if (one != null) {
            Expression x = only(name, arguments, 1).get(0);
            return scope -> Arithmetic.number(one, x.in(scope), scope, source);
        }
        DoubleBinaryOperator two = TWO.get(name);
        if (two != null) {
            return twoOrMore(name, two, arguments, source);
        }
        return switch (name) {
            case "if" -> choose(only(name, arguments, 3));
            case "pick" -> pick(only(name, arguments, 2));
            case "input" -> input(only(name, arguments, 1).get(0));
            case "starting" -> starting(only(name, arguments, 1).get(0));
            case "number" -> {
                Expression x = only(name, arguments, 1).get(0);
                yield scope -> Values.number(x.in(scope)).<Value>map(v -> v).orElse(Value.ABSENT);
            }
            case "present" -> {
                Expression x = only(name, arguments, 1).get(0);
                yield scope -> Arithmetic.flag(!(x.in(scope) instanceof Value.Absent), scope, source);
            }
            case "linked" -> {
                Expression x = only(name, arguments, 1).get(0);
                yield scope -> Arithmetic.flag(
                        Values.text(x.in(scope))
                                .map(t -> scope.node().isLinked(t.value()))
                                .orElse(false),
                        scope,
                        source);
            }
            case "known" -> {
                Expression x = only(name, arguments, 1).get(0);
                yield scope -> Values.flag(x.in(scope)).isPresent()
                                || Values.number(x.in(scope)).isPresent()
                        ? x.in(scope)
                        : Value.ABSENT;
            }
            case "file" -> {
                Expression x = only(name, arguments, 1).get(0);
                yield scope -> Values.fileName(x.in(scope)).<Value>map(v -> v).orElse(Value.ABSENT);
            }
            case "text" -> {
                Expression x = only(name, arguments, 1).get(0);
                yield scope -> {
                    Value value = x.in(scope);
                    return Arithmetic.spelled(value)
                            .<Value>map(t -> Arithmetic.text(t, scope, source, value))
                            .orElse(Value.ABSENT);
                };
            }
            case "line" -> line(only(name, arguments, 2), source);
            case "join" -> join(arguments, source);
            case "before", "after", "contains", "starts", "ends" -> texts(name, only(name, arguments, 2), source);
            case "replace" -> replace(only(name, arguments, 3), source);
            case "lower" -> {
                Expression x = only(name, arguments, 1).get(0);
                yield scope -> Values.text(x.in(scope))
                        .<Value>map(t -> Arithmetic.text(t.value().toLowerCase(Locale.ROOT), scope, source, t))
                        .orElse(Value.ABSENT);
            }
            case "wide" -> size(only(name, arguments, 1).get(0), 1, source);
            case "high" -> size(only(name, arguments, 1).get(0), 2, source);
            case "count" -> {
                Expression x = only(name, arguments, 1).get(0);
                yield scope -> Values.text(x.in(scope))
                        .map(t -> Arithmetic.num(numbersIn(t.value()).size(), scope, source, t))
                        .orElse(Value.ABSENT);
            }
            case "width", "height", "frames" ->
                side(name, only(name, arguments, 1).get(0));
            case "shape_width", "shape_height" ->
                shape(name, only(name, arguments, 1).get(0));
            case "steps", "denoise", "scheduler" ->
                schedule(name, only(name, arguments, 1).get(0));
            case "field" -> field(only(name, arguments, 2));
            case "json" -> JsonText.member(only(name, arguments, 2), source);
            case "json_text" -> JsonText.spelled(only(name, arguments, 2), source);
            case "table" -> table(only(name, arguments, 3), source);
            case "eval" -> Formula.evaluated(arguments, source);
            default -> throw new DescriptionException("no function \"" + name + "\" (in \"" + source + "\")");
        };
    }

    private static List<Expression> only(String name, List<Expression> arguments, int count)
            throws DescriptionException {
        if (arguments.size() != count) {
            throw new DescriptionException(name + "() takes " + count + " argument" + (count == 1 ? "" : "s")
                    + ", here are " + arguments.size());
        }
        return arguments;
    }

    private static Expression twoOrMore(
            String name, DoubleBinaryOperator operator, List<Expression> arguments, String source)
            throws DescriptionException {
        if (arguments.size() < 2) {
            throw new DescriptionException(name + "() takes 2 arguments or more, here are " + arguments.size());
        }
        return scope -> {
            Value value = arguments.get(0).in(scope);
            for (int i = 1; i < arguments.size(); i++) {
                value = Arithmetic.numbers(operator, value, arguments.get(i).in(scope), scope, source);
            }
            return value;
        };
    }

    /** Where the condition is unknown and the branches differ, it is either: a number is then unknown, passes go on. */
    static Expression choose(List<Expression> arguments) {
        return scope -> {
            Optional<Boolean> condition = Values.flag(arguments.get(0).in(scope));
            if (condition.isPresent()) {
                return arguments.get(condition.get() ? 1 : 2).in(scope);
            }
            return either(List.of(arguments.get(1).in(scope), arguments.get(2).in(scope)));
        };
    }

    /** {@code pick('input', select)}: the input of that prefix and number; any of them where the number is unknown. */
    private static Expression pick(List<Expression> arguments) {
        return scope -> {
            Optional<Value.Text> prefix = Values.text(arguments.get(0).in(scope));
            if (prefix.isEmpty()) {
                return Value.ABSENT;
            }
            Value at = arguments.get(1).in(scope);
            Optional<String> index = Values.number(at)
                    .<Value>map(n -> n)
                    .or(() -> Optional.of(at))
                    .flatMap(Arithmetic::spelled);
            if (index.isPresent()) {
                String name = prefix.get().value() + index.get();
                return scope.node().has(name) ? scope.node().value(name) : Value.ABSENT;
            }
            List<Value> offered = new ArrayList<>();
            for (String input : scope.node().inputNames()) {
                if (input.startsWith(prefix.get().value()) && scope.node().isLinked(input)) {
                    offered.add(scope.node().value(input));
                }
            }
            return either(offered);
        };
    }

    /** What all agree on; else something unknown that remembers what it may be. */
    private static Value either(List<Value> offered) {
        Set<Value> different = new LinkedHashSet<>();
        for (Value value : offered) {
            if (value instanceof Value.Opaque opaque && !opaque.candidates().isEmpty()) {
                different.addAll(opaque.candidates());
            } else {
                different.add(value);
            }
        }
        if (different.size() == 1) {
            return different.iterator().next();
        }
        different.remove(Value.ABSENT);
        return different.isEmpty() ? Value.ABSENT : new Value.Opaque("*", List.copyOf(different));
    }

    private static Expression input(Expression name) {
        return scope -> Arithmetic.spelled(name.in(scope))
                .filter(scope.node()::has)
                .map(scope.node()::value)
                .orElse(Value.ABSENT);
    }

    /** The first input with this prefix, by its trailing number and then by name, that brings anything. */
    private static Expression starting(Expression prefix) {
        return scope -> {
            Optional<Value.Text> start = Values.text(prefix.in(scope));
            if (start.isEmpty()) {
                return Value.ABSENT;
            }
            Map<String, String> ordered = new TreeMap<>();
            for (String input : scope.node().inputNames()) {
                if (input.startsWith(start.get().value())) {
                    String rest = input.substring(start.get().value().length());
                    ordered.put("0".repeat(Math.max(0, 12 - rest.length())) + rest, input);
                }
            }
            for (String input : ordered.values()) {
                Value value = scope.node().value(input);
                boolean emptyPipe =
                        value instanceof Value.Bundle bundle && bundle.fields().isEmpty();
                if (!(value instanceof Value.Absent) && !emptyPipe) {
                    return value;
                }
            }
            return Value.ABSENT;
        };
    }

    /** {@code line(text, n)}: a line of a text, counted from 0. */
    private static Expression line(List<Expression> arguments, String source) {
        return scope -> {
            Optional<Value.Text> text = Values.text(arguments.get(0).in(scope));
            Value index = arguments.get(1).in(scope);
            Optional<Value.Num> at = Values.number(index);
            if (text.isEmpty() || at.isEmpty()) {
                return Value.ABSENT;
            }
            return text.get()
                    .value()
                    .lines()
                    .skip((long) Math.max(0, at.get().value()))
                    .findFirst()
                    .<Value>map(found -> Arithmetic.text(found, scope, source, text.get(), index))
                    .orElse(Value.ABSENT);
        };
    }

    private static Expression join(List<Expression> arguments, String source) {
        return scope -> {
            StringBuilder joined = new StringBuilder();
            Value[] from = new Value[arguments.size()];
            for (int i = 0; i < from.length; i++) {
                from[i] = arguments.get(i).in(scope);
                Optional<String> part = Arithmetic.spelled(from[i]);
                if (part.isEmpty() && !(from[i] instanceof Value.Absent)) {
                    return Value.ABSENT;
                }
                part.ifPresent(joined::append);
            }
            return joined.length() > LONGEST_TEXT
                    ? Value.ABSENT
                    : Arithmetic.text(joined.toString(), scope, source, from);
        };
    }

    private static Expression texts(String name, List<Expression> arguments, String source) {
        return scope -> {
            Value a = arguments.get(0).in(scope);
            Optional<Value.Text> text = Values.text(a);
            Optional<Value.Text> other = Values.text(arguments.get(1).in(scope));
            if (text.isEmpty() || other.isEmpty()) {
                return Value.ABSENT;
            }
            String t = text.get().value();
            String o = other.get().value();
            int found = t.indexOf(o);
            return switch (name) {
                case "before" -> found < 0 ? a : Arithmetic.text(t.substring(0, found), scope, source, a);
                case "after" ->
                    found < 0 ? Value.ABSENT : Arithmetic.text(t.substring(found + o.length()), scope, source, a);
                case "contains" -> Arithmetic.flag(found >= 0, scope, source, a);
                case "starts" -> Arithmetic.flag(t.startsWith(o), scope, source, a);
                default -> Arithmetic.flag(t.endsWith(o), scope, source, a);
            };
        };
    }

    private static Expression replace(List<Expression> arguments, String source) {
        return scope -> {
            Value a = arguments.get(0).in(scope);
            Optional<Value.Text> text = Values.text(a);
            Optional<Value.Text> what = Values.text(arguments.get(1).in(scope));
            Optional<Value.Text> by = Values.text(arguments.get(2).in(scope));
            if (text.isEmpty()
                    || what.isEmpty()
                    || by.isEmpty()
                    || what.get().value().isEmpty()) {
                return Value.ABSENT;
            }
            String replaced =
                    text.get().value().replace(what.get().value(), by.get().value());
            return replaced.length() > LONGEST_TEXT ? Value.ABSENT : Arithmetic.text(replaced, scope, source, a);
        };
    }

    private static Expression size(Expression of, int group, String source) {
        return scope -> {
            Value value = of.in(scope);
            if (!(value instanceof Value.Text text) || text.value().length() > LONGEST_TEXT) {
                return Value.ABSENT;
            }
            Matcher matcher = SIZE.matcher(text.value());
            return matcher.find()
                    ? Arithmetic.num(Integer.parseInt(matcher.group(group)), scope, source, value)
                    : Value.ABSENT;
        };
    }

    static List<Double> numbersIn(String text) {
        List<Double> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text);
        while (matcher.find()) {
            numbers.add(Double.parseDouble(matcher.group()));
        }
        return numbers;
    }

    private static Expression side(String name, Expression of) {
        return scope -> Values.picture(of.in(scope))
                .flatMap(p -> switch (name) {
                    case "width" -> p.width();
                    case "height" -> p.height();
                    default -> p.frames();
                })
                .<Value>map(n -> n)
                .orElse(Value.ABSENT);
    }

    private static Expression shape(String name, Expression of) {
        return scope -> Values.picture(of.in(scope))
                .flatMap(Value.Picture::ratio)
                .<Value>map(s -> name.equals("shape_width") ? s.width() : s.height())
                .orElse(Value.ABSENT);
    }

    private static Expression schedule(String name, Expression of) {
        return scope -> {
            Optional<Value.Sigmas> sigmas = Values.sigmas(of.in(scope));
            Optional<? extends Value> found = switch (name) {
                case "steps" -> sigmas.flatMap(Value.Sigmas::steps);
                case "denoise" -> sigmas.flatMap(Value.Sigmas::denoise);
                default -> sigmas.flatMap(Value.Sigmas::scheduler);
            };
            return found.isPresent() ? found.get() : Value.ABSENT;
        };
    }

    private static Expression field(List<Expression> arguments) {
        return scope -> Values.text(arguments.get(1).in(scope))
                .map(name -> Scope.field(arguments.get(0).in(scope), name.value()))
                .orElse(Value.ABSENT);
    }

    /** {@code table('ratios', aspect_ratio, 0)}: column 0 of the row of that key. */
    private static Expression table(List<Expression> arguments, String source) {
        return scope -> {
            Optional<Value.Text> table = Values.text(arguments.get(0).in(scope));
            Value keyed = arguments.get(1).in(scope);
            Optional<String> key = Arithmetic.spelled(keyed);
            Optional<Value.Num> column = Values.number(arguments.get(2).in(scope));
            if (table.isEmpty() || key.isEmpty() || column.isEmpty()) {
                return Value.ABSENT;
            }
            List<Value> row = scope.row(table.get().value(), key.get());
            int at = (int) column.get().value();
            if (at < 0 || at >= row.size()) {
                return Value.ABSENT;
            }
            Value cell = row.get(at);
            if (cell instanceof Value.Num num) {
                return Arithmetic.num(num.value(), scope, source, keyed);
            }
            return cell instanceof Value.Text text ? Arithmetic.text(text.value(), scope, source, keyed) : cell;
        };
    }
}
