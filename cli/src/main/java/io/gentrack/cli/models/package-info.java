/** The model files of this machine for the commands: which file a name means, and what follows when a file becomes known. */
@NullMarked
package io.gentrack.cli.models;

import org.jspecify.annotations.NullMarked;
