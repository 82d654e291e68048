/** From files to digests: reading and digesting overlapped, bounded memory, concurrency per physical disk. */
@NullMarked
package io.gentrack.hasher.hash;

import org.jspecify.annotations.NullMarked;
