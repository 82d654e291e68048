/** The server that answers "what worked before?" to language models: wires protocol, transports, tools and the tracker. */
@NullMarked
package io.gentrack.mcp;

import org.jspecify.annotations.NullMarked;
