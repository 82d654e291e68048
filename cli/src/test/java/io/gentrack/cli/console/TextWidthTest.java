package io.gentrack.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextWidthTest {
    @ParameterizedTest
    @CsvSource({"abc,3", "é,1", "e\u0301,1", "日本,4", "ｱ,1", "ＡＢ,4", "한글,4", "🎨,2", "'',0"})
    void columns_of_a_text(String text, int columns) {
        assertThat(TextWidth.of(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"abcdef,6,abcdef", "abcdefghij,7,ab...ij", "日本語の名前,8,日...前", "abcdef,3,abc", "🎨🎨🎨,2,🎨"})
    void cuts_the_middle_and_never_half_a_character(String text, int width, String expected) {
        assertThat(TextWidth.fit(text, width)).isEqualTo(expected);
    }
}
