/** The self-hosted community server: openapi.yaml over one SQLite file, with the SQL that the Cloudflare Worker uses. */
@NullMarked
package io.gentrack.community.server;

import org.jspecify.annotations.NullMarked;
