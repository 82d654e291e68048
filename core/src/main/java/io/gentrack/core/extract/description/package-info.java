/** Node descriptions: the JSON format of {@code docs/node-descriptions.md}, compiled to extractors. */
@NullMarked
package io.gentrack.core.extract.description;

import org.jspecify.annotations.NullMarked;
