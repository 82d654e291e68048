package io.gentrack.core.extract.description;

import io.gentrack.core.spi.Value;

/** A compiled expression. Total: what cannot be computed is {@link Value#ABSENT}. */
@FunctionalInterface
interface Expression {
    Value in(Scope scope);
}
