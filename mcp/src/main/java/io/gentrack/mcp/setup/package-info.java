/** Puts gentrack into the configuration of the programs that use MCP servers. */
@NullMarked
package io.gentrack.mcp.setup;

import org.jspecify.annotations.NullMarked;
