package io.gentrack.core.extract.description;

import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Formulas that stand in a graph: the widgets of math nodes. They are read as the expressions of descriptions, which follow Python. */
final class Formula {
    private Formula() {}

    /** {@code eval(expression, 'a', a, 'b', b)}: a formula that the user of the node wrote. */
    static Expression evaluated(List<Expression> arguments, String source) throws DescriptionException {
        if (arguments.size() % 2 == 0) {
            throw new DescriptionException("eval() takes a formula and pairs of a name and a value");
        }
        return scope -> {
            Value formula = arguments.get(0).in(scope);
            Optional<Value.Text> text = Values.text(formula);
            if (text.isEmpty()) {
                return Value.ABSENT;
            }
            Scope inner = new Scope(scope.node(), Map.of());
            Value[] from = new Value[arguments.size() / 2];
            for (int i = 1; i + 1 < arguments.size(); i += 2) {
                Optional<Value.Text> name = Values.text(arguments.get(i).in(scope));
                from[i / 2] = arguments.get(i + 1).in(scope);
                if (name.isPresent()) {
                    inner.let(name.get().value(), from[i / 2]);
                }
            }
            try {
                Optional<Value.Num> number = Arithmetic.counted(
                        ExpressionParser.parse(text.get().value()).in(inner));
                return number.map(n -> Arithmetic.num(n.value(), scope, source, from))
                        .orElse(Value.ABSENT);
            } catch (DescriptionException e) {
                return Value.ABSENT;
            }
        };
    }
}
