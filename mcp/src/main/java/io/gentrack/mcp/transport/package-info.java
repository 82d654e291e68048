/** Carries the protocol: lines on standard streams, and HTTP on loopback. */
@NullMarked
package io.gentrack.mcp.transport;

import org.jspecify.annotations.NullMarked;
