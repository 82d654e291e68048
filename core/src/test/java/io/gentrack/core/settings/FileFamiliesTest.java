package io.gentrack.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileFamiliesTest {
    @ParameterizedTest
    @CsvSource({
        // what the file says, what the graph says, what counts
        "flux, header, sdxl, node, flux",
        "sdxl, header, unknown, none, sdxl",
        // The tensors of Wan 2.1 and 2.2 are alike; a name or a node that says 2.2 says more.
        "wan, header, wan22, file_name, wan22",
        "sdxl, header, pony, folder, pony",
        // The same content is public: that settles the lineage.
        "illustrious, hash, pony, file_name, illustrious",
        "sdxl, hash, pony, file_name, sdxl",
        "pony, file_name, sdxl, node, pony",
        "pony, header, sdxl, node, pony"
    })
    void theFileWinsUnlessTheGraphIsNarrower(String file, String source, String graph, String from, String expected) {
        Families.Family merged = FileFamilies.weigh(
                new Families.Family(file, source, Families.Level.HIGH),
                new Families.Family(graph, from, Families.Level.MEDIUM));

        assertThat(merged.name()).isEqualTo(expected);
        assertThat(merged.source()).isEqualTo(expected.equals(file) ? source : from);
    }
}
