package io.gentrack.core.extract.description;

import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses the expression language of node descriptions.
 *
 * <pre>
 * steps                        an input, a let, or absent
 * `Input 1`  basic_pipe.model  a name with spaces; a field of a pipe
 * 'euler'  1.5  true  absent   literals
 * a ?? b                       a, or b where a is absent
 * a if c else b                as in Python
 * + - * / // % ** == != &lt; &lt;= &gt; &gt;= and or not &amp; | ^ ~ &lt;&lt; &gt;&gt; ( )
 * if(c, a, b)  round(x) …      functions, see {@link Functions}
 * </pre>
 */
final class ExpressionParser {
    static final int LONGEST = 2_000;
    private static final int DEEPEST = 60;

    private final String source;
    private int at;
    private int depth;

    private ExpressionParser(String source) {
        this.source = source;
    }

    /** Compiles a description's expression. */
    static Expression parse(String source) throws DescriptionException {
        if (source.length() > LONGEST) {
            throw new DescriptionException("an expression of more than " + LONGEST + " characters");
        }
        ExpressionParser parser = new ExpressionParser(source);
        Expression expression = parser.coalesce();
        parser.blanks();
        if (parser.at < source.length()) {
            throw parser.fault("unexpected '" + source.charAt(parser.at) + "'");
        }
        return expression;
    }

    private DescriptionException fault(String what) {
        return new DescriptionException(what + " at character " + (at + 1) + " of \"" + source + "\"");
    }

    private Expression coalesce() throws DescriptionException {
        if (++depth > DEEPEST) {
            throw fault("nested too deep");
        }
        Expression left = or();
        while (symbol("??")) {
            Expression first = left;
            Expression second = or();
            left = scope -> {
                Value value = first.in(scope);
                return value instanceof Value.Absent ? second.in(scope) : value;
            };
        }
        if (word("if")) {
            Expression condition = or();
            if (!word("else")) {
                throw fault("'else' expected");
            }
            left = Functions.choose(List.of(condition, left, coalesce()));
        }
        depth--;
        return left;
    }

    private Expression or() throws DescriptionException {
        Expression left = and();
        while (symbol("||") || word("or")) {
            Expression a = left;
            Expression b = and();
            left = scope -> Arithmetic.or(a.in(scope), () -> b.in(scope), scope, source);
        }
        return left;
    }

    private Expression and() throws DescriptionException {
        Expression left = comparison();
        while (symbol("&&") || word("and")) {
            Expression a = left;
            Expression b = comparison();
            left = scope -> Arithmetic.and(a.in(scope), () -> b.in(scope), scope, source);
        }
        return left;
    }

    private Expression comparison() throws DescriptionException {
        Expression left = bits(0);
        for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
            if (symbol(operator)) {
                Expression right = bits(0);
                return scope -> Arithmetic.compare(operator, left.in(scope), right.in(scope), scope, source);
            }
        }
        return left;
    }

    /** Loosest first. */
    private Expression bits(int level) throws DescriptionException {
        if (level == Arithmetic.BITS.size()) {
            return shift();
        }
        String operator = Arithmetic.BITS.get(level);
        Expression left = bits(level + 1);
        while (!source.startsWith(operator + operator, skip()) && symbol(operator)) {
            Expression a = left;
            Expression b = bits(level + 1);
            left = scope -> Arithmetic.bits(operator, a.in(scope), b.in(scope), scope, source);
        }
        return left;
    }

    private Expression shift() throws DescriptionException {
        Expression left = sum();
        while (true) {
            Expression a = left;
            if (symbol("<<")) {
                Expression b = sum();
                left = scope -> Arithmetic.bits("<<", a.in(scope), b.in(scope), scope, source);
            } else if (symbol(">>")) {
                Expression b = sum();
                left = scope -> Arithmetic.bits(">>", a.in(scope), b.in(scope), scope, source);
            } else {
                return left;
            }
        }
    }

    private Expression sum() throws DescriptionException {
        Expression left = product();
        while (true) {
            Expression a = left;
            if (symbol("+")) {
                Expression b = product();
                left = scope -> Arithmetic.plus(a.in(scope), b.in(scope), scope, source);
            } else if (symbol("-")) {
                Expression b = product();
                left = scope -> Arithmetic.numbers((x, y) -> x - y, a.in(scope), b.in(scope), scope, source);
            } else {
                return left;
            }
        }
    }

    private Expression product() throws DescriptionException {
        Expression left = unary();
        while (true) {
            Expression a = left;
            if (symbol("//")) {
                Expression b = unary();
                left = scope ->
                        Arithmetic.numbers((x, y) -> Math.floor(x / y), a.in(scope), b.in(scope), scope, source);
            } else if (at + 1 < source.length() && source.startsWith("**", skip())) {
                return left;
            } else if (symbol("*")) {
                Expression b = unary();
                left = scope -> Arithmetic.numbers((x, y) -> x * y, a.in(scope), b.in(scope), scope, source);
            } else if (symbol("/")) {
                Expression b = unary();
                left = scope -> Arithmetic.numbers((x, y) -> x / y, a.in(scope), b.in(scope), scope, source);
            } else if (symbol("%")) {
                Expression b = unary();
                left = scope -> Arithmetic.numbers(
                        (x, y) -> x - y * Math.floor(x / y), a.in(scope), b.in(scope), scope, source);
            } else {
                return left;
            }
        }
    }

    private Expression unary() throws DescriptionException {
        if (++depth > DEEPEST) {
            throw fault("nested too deep");
        }
        try {
            if (symbol("-")) {
                Expression of = unary();
                return scope -> Arithmetic.number(x -> -x, of.in(scope), scope, source);
            }
            if (symbol("+")) {
                return unary();
            }
            if (symbol("~")) {
                Expression of = unary();
                Expression ones = scope -> new Value.Num(-1, meant(scope));
                return scope -> Arithmetic.bits("^", of.in(scope), ones.in(scope), scope, source);
            }
            if (word("not") || symbol("!")) {
                Expression of = unary();
                return scope -> Arithmetic.not(of.in(scope), scope, source);
            }
            Expression base = primary();
            if (symbol("**")) {
                Expression exponent = unary();
                return scope -> Arithmetic.numbers(Math::pow, base.in(scope), exponent.in(scope), scope, source);
            }
            return base;
        } finally {
            depth--;
        }
    }

    private Expression primary() throws DescriptionException {
        blanks();
        if (at >= source.length()) {
            throw fault("something is missing");
        }
        char c = source.charAt(at);
        if (c == '(') {
            at++;
            Expression inside = coalesce();
            need(")");
            return inside;
        }
        if (c == '\'' || c == '"') {
            String text = quoted(c);
            return scope -> new Value.Text(text, meant(scope));
        }
        if (c == '`') {
            String name = quoted('`');
            return scope -> scope.look(name);
        }
        if ((c >= '0' && c <= '9') || c == '.') {
            double number = digits();
            return scope -> new Value.Num(number, meant(scope));
        }
        if (!isNameStart(c)) {
            throw fault("unexpected '" + c + "'");
        }
        String name = name();
        if (symbol("(")) {
            List<Expression> arguments = new ArrayList<>();
            if (!symbol(")")) {
                do {
                    arguments.add(coalesce());
                } while (symbol(","));
                need(")");
            }
            return Functions.call(name, arguments, source);
        }
        if (name.equals("absent")) {
            return scope -> Value.ABSENT;
        }
        if (List.of("true", "false", "True", "False").contains(name)) {
            boolean flag = name.endsWith("rue");
            return scope -> new Value.Flag(flag, meant(scope));
        }
        return scope -> scope.look(name);
    }

    private static Origin meant(Scope scope) {
        return new Origin.Meant(scope.node().id(), scope.node().classType());
    }

    private String quoted(char quote) throws DescriptionException {
        int end = source.indexOf(quote, at + 1);
        if (end < 0) {
            throw fault("a quote that is not closed");
        }
        String text = source.substring(at + 1, end);
        at = end + 1;
        return text;
    }

    private double digits() throws DescriptionException {
        int start = at;
        while (at < source.length() && (Character.digit(source.charAt(at), 10) >= 0 || source.charAt(at) == '.')) {
            at++;
        }
        if (at < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
            int mark = at++;
            if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
                at++;
            }
            int digits = at;
            while (at < source.length() && Character.digit(source.charAt(at), 10) >= 0) {
                at++;
            }
            if (digits == at) {
                at = mark;
            }
        }
        try {
            return Double.parseDouble(source.substring(start, at));
        } catch (NumberFormatException e) {
            at = start;
            throw fault("not a number");
        }
    }

    private String name() {
        int start = at;
        while (at < source.length()
                && (isNameStart(source.charAt(at))
                        || Character.digit(source.charAt(at), 10) >= 0
                        || (source.charAt(at) == '.'
                                && at + 1 < source.length()
                                && (isNameStart(source.charAt(at + 1))
                                        || Character.digit(source.charAt(at + 1), 10) >= 0)))) {
            at++;
        }
        return source.substring(start, at);
    }

    private static boolean isNameStart(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private void blanks() {
        at = skip();
    }

    private int skip() {
        int next = at;
        while (next < source.length() && Character.isWhitespace(source.charAt(next))) {
            next++;
        }
        return next;
    }

    private boolean symbol(String symbol) {
        int next = skip();
        if (!source.startsWith(symbol, next)) {
            return false;
        }
        at = next + symbol.length();
        return true;
    }

    private boolean word(String word) {
        int next = skip();
        int end = next + word.length();
        if (!source.startsWith(word, next)
                || (end < source.length()
                        && (isNameStart(source.charAt(end)) || Character.digit(source.charAt(end), 10) >= 0))) {
            return false;
        }
        at = end;
        return true;
    }

    private void need(String symbol) throws DescriptionException {
        if (!symbol(symbol)) {
            throw fault("'" + symbol + "' expected");
        }
    }
}
