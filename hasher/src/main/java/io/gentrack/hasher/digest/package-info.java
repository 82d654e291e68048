/** SHA-256 engines: the JDK's, and an optional native one that works on two messages at once. */
@NullMarked
package io.gentrack.hasher.digest;

import org.jspecify.annotations.NullMarked;
