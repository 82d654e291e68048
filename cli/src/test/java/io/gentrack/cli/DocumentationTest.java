package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.extract.description.DescriptionFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The pages do what they say: their commands run, and print what is shown; their descriptions compile. */
class DocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w+)\\n(.*?)^ *```$");
    private static final Path README = SamplesTest.ROOT.resolve("README.md");
    private static final String LAUNCHER = "./gentrack ";

    @TempDir
    Path home;

    private record Block(String language, String text) {}

    private static List<Block> blocks(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(page).replace("\r\n", "\n"));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    /** In order, in one home, as a reader would; a {@code text} block shows what the command before it prints. */
    @Test
    void the_commands_of_the_readme_do_what_is_shown() throws Exception {
        List<Block> blocks = blocks(README);
        int commands = 0;
        String printed = "";
        for (Block block : blocks) {
            if (block.language().equals("sh")) {
                for (String line : block.text().lines().toList()) {
                    assertThat(line).startsWith(LAUNCHER);
                    printed = run(line.substring(LAUNCHER.length()));
                    commands++;
                }
            } else if (block.language().equals("text")) {
                assertThat(steady(printed)).isEqualTo(steady(block.text()));
            }
        }
        assertThat(commands).isGreaterThanOrEqualTo(10);
    }

    /** Times, days and how a table is cut differ from machine to machine. */
    private static String steady(String text) {
        return text.replaceAll("in [\\d.]+ s\\.", "in … s.")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d", "DAY")
                .strip();
    }

    private String run(String arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.gentrack.cli.Main"));
        line.addAll(List.of(arguments.split(" ")));
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(SamplesTest.ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GENTRACK_") || name.startsWith("XDG_"));
        environment.put("HOME", home.toString());
        environment.put("LOCALAPPDATA", home.toString());
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(arguments + "\n" + Files.readString(err))
                .isEqualTo(Exit.DONE);
        return Files.readString(out, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    @TestFactory
    List<DynamicTest> every_description_in_the_pages_compiles() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String page : List.of("docs/node-descriptions.md", "CONTRIBUTING.md")) {
            for (Block block : blocks(SamplesTest.ROOT.resolve(page))) {
                if (block.language().equals("json")) {
                    String name = block.text().strip().lines().findFirst().orElse("");
                    String file =
                            block.text().contains("\"nodes\"") ? block.text() : "{\"nodes\": [" + block.text() + "]}";
                    tests.add(DynamicTest.dynamicTest(
                            page + " " + name,
                            () -> assertThat(DescriptionFile.check(file).extractors())
                                    .hasSize(1)));
                }
            }
        }
        assertThat(tests).hasSize(9);
        return tests;
    }

    @Test
    void every_command_is_in_the_readme() throws IOException {
        String readme = Files.readString(README).toLowerCase(Locale.ROOT);
        for (Map.Entry<String, picocli.CommandLine> command :
                Main.commandLine(Host.ofProcess()).getSubcommands().entrySet()) {
            if (!command.getValue().getCommandSpec().usageMessage().hidden()) {
                assertThat(readme).contains("### " + command.getKey());
            }
        }
    }
}
