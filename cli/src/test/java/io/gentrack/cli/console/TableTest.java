package io.gentrack.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.cli.console.Table.Column;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columns_line_up_and_empty_ones_are_left_out() {
        Table table = new Table(Column.text("Name"), Column.number("Uses"), Column.text("Note"))
                .row("euler", "4", "")
                .row("dpmpp_2m", "1,200", "");

        assertThat(table.lines("  ", 80))
                .containsExactly("  Name       Uses", "  euler         4", "  dpmpp_2m  1,200");
    }

    @Test
    void wide_characters_take_two_columns() {
        Table table = new Table(Column.text("Name"), Column.number("N"))
                .row("水彩画", "1")
                .row("abcdef", "2");

        assertThat(table.lines("", 80)).containsExactly("Name    N", "水彩画  1", "abcdef  2");
    }

    @Test
    void names_give_way_until_the_line_fits() {
        Table table = new Table(Column.name("File"), Column.number("Uses"))
                .row("a-very-long-name-of-a-checkpoint-v2.safetensors", "4");

        assertThat(table.lines("", 30))
                .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(30));
        assertThat(table.lines("", 30).get(1))
                .startsWith("a-very")
                .contains("...")
                .contains("tensors")
                .endsWith("   4");
        assertThat(table.fits("", 30)).isTrue();
        assertThat(table.fits("", 10)).isFalse();
    }

    @Test
    void what_a_file_says_cannot_move_the_cursor() {
        Table table = new Table(Column.text("Name"), Column.text("End")).row("a\u001b[2Jb\nc\u202Ed", "x");

        assertThat(table.lines("", 80).get(1)).isEqualTo("a [2Jb c d  x");
    }
}
