package io.gentrack.core.container;

import java.io.IOException;

/** Finds the texts in one file format. One instance serves all threads: it keeps nothing between files. */
interface FormatReader {

    /**
     * Hands what it finds to {@code found}, in file order, and stops early where {@code found} has enough.
     *
     * @throws Malformed where the structure ends or breaks; what was found before stays found
     * @throws IOException where the disk, not the content, is at fault
     */
    void read(Source in, Findings found) throws IOException, Malformed;
}
