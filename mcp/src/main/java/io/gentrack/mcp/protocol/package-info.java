/** What is said over MCP, whatever carries it: requests of both eras in, answers out. Knows nothing of ComfyUI. */
@NullMarked
package io.gentrack.mcp.protocol;

import org.jspecify.annotations.NullMarked;
