/** The tools, resources and the prompt that gentrack offers to language models. */
@NullMarked
package io.gentrack.mcp.tools;

import org.jspecify.annotations.NullMarked;
