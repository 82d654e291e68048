package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What holds for every command. */
class CommandLineTest {
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    @TempDir
    Path home;

    @TestFactory
    List<DynamicTest> every_command_has_the_common_options_and_a_help_with_an_example() {
        List<DynamicTest> tests = new ArrayList<>();
        CommandLine main = Main.commandLine(new Cli(Path.of("home")).host(NOWHERE, NOWHERE));
        commands(main, "")
                .forEach(name -> tests.add(DynamicTest.dynamicTest(name, () -> {
                    Cli.Result help = new Cli(home).run((name + " --help").split(" "));
                    assertThat(help.code()).isEqualTo(Exit.DONE);
                    assertThat(help.err()).isEmpty();
                    assertThat(help.out())
                            .contains("--help", "--json", "--db", "--comfyui", "--plugins", "--quiet")
                            .contains("Example")
                            .contains("  gentrack " + name);
                })));
        assertThat(tests).hasSizeGreaterThanOrEqualTo(7);
        return tests;
    }

    private static List<String> commands(CommandLine parent, String before) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, CommandLine> entry : parent.getSubcommands().entrySet()) {
            if (!entry.getValue().getCommandSpec().usageMessage().hidden()) {
                names.add(before + entry.getKey());
                names.addAll(commands(entry.getValue(), before + entry.getKey() + " "));
            }
        }
        return names;
    }

    @Test
    void the_version_is_that_of_the_build() throws IOException {
        String pom = Files.readString(SamplesTest.ROOT.resolve("pom.xml"));
        String version = pom.replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");

        assertThat(new Cli(home).run("--version").out()).isEqualTo("gentrack " + version + "\n");
    }

    @Test
    void a_wrong_command_line_is_code_2_with_nothing_on_standard_output() {
        for (String[] line : new String[][] {
            {},
            {"sugest"},
            {"import"},
            {"suggest", "--limit", "many"},
            {"suggest", "--use-case", "selfie"},
            {"suggest", "--limit", "0"}
        }) {
            Cli.Result result = new Cli(home).run(line);
            assertThat(result.code()).as(String.join(" ", line)).isEqualTo(Exit.USAGE);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).isNotEmpty();
        }
    }

    @Test
    void no_database_yet_is_one_line_that_says_what_to_do() {
        Cli.Result result = new Cli(home).run("stats");

        assertThat(result.code()).isEqualTo(Exit.FAILED);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("generations.db").contains("import");
    }

    @Test
    void something_that_is_no_database_is_left_as_it_is() throws IOException {
        Path file = Files.writeString(home.resolve("notes.txt"), "not a database, but my notes");

        Cli.Result result = new Cli(home).run("import", SamplesTest.SAMPLES.toString(), "--db", file.toString());

        assertThat(result.code()).isEqualTo(Exit.FAILED);
        assertThat(result.err()).contains(file.toString()).doesNotContain("\tat ");
        assertThat(Files.readString(file)).isEqualTo("not a database, but my notes");
    }

    @Test
    void the_trace_is_for_who_asks() throws IOException {
        Path file = Files.writeString(home.resolve("notes.txt"), "not a database, but my notes");

        assertThat(new Cli(home)
                        .run("stats", "--db", file.toString(), "--debug")
                        .err())
                .contains("\tat ");
        assertThat(new Cli(home)
                        .with("GENTRACK_DEBUG", "1")
                        .run("stats", "--db", file.toString())
                        .err())
                .contains("\tat ");
    }

    @Test
    void the_database_lies_where_the_platform_keeps_data() {
        Path data = home.resolve("data");
        assertThat(database(new Cli(home))).isEqualTo(home.resolve(".local/share/gentrack/generations.db"));
        assertThat(database(new Cli(home).with("XDG_DATA_HOME", data.toString())))
                .isEqualTo(data.resolve("gentrack/generations.db"));
        assertThat(database(new Cli(home).on("Mac OS X")))
                .isEqualTo(home.resolve("Library/Application Support/gentrack/generations.db"));
        assertThat(database(new Cli(home).on("Windows 11").with("LOCALAPPDATA", data.toString())))
                .isEqualTo(data.resolve("gentrack/generations.db"));
        assertThat(database(
                        new Cli(home).with("GENTRACK_DB", home.resolve("my.db").toString())))
                .isEqualTo(home.resolve("my.db"));
    }

    private static Path database(Cli cli) {
        Host host = cli.host(NOWHERE, NOWHERE);
        return new AppFolders(host).database(java.util.Optional.empty());
    }
}
