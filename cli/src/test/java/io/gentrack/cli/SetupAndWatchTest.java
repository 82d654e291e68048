package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupAndWatchTest {
    @TempDir
    private Path home;

    @Test
    void setup_shows_and_writes_only_when_told_to() throws Exception {
        Path file = home.resolve(".cursor").resolve("mcp.json");
        Files.createDirectories(file.getParent());
        Cli cli = new Cli(home);
        Cli.Result shown =
                cli.run("setup", "cursor", "--db", home.resolve("a.db").toString());
        assertThat(shown.code()).isZero();
        assertThat(shown.out()).contains(file.toString(), "\"mcpServers\"", "\"mcp\"", "a.db");
        assertThat(file).doesNotExist();
        Cli.Result written = cli.run("setup", "cursor", "--write");
        assertThat(written.out()).contains("+ ").contains("Written");
        assertThat(Files.readString(file)).contains("\"gentrack\"");
        assertThat(cli.run("setup", "cursor", "--write").out()).contains("has gentrack already");
    }

    @Test
    void an_unknown_host_is_told_with_the_known_ones() {
        Cli.Result result = new Cli(home).run("setup", "vscode", "nonsense");
        assertThat(result.code()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).contains("nonsense", "claude-desktop");
    }

    @Test
    void an_address_that_is_none_is_told_with_one_that_is() {
        for (String command : new String[] {"watch", "mcp"}) {
            Cli.Result result = new Cli(home).run(command, "--comfyui", "http://");
            assertThat(result.code()).as(command).isEqualTo(Exit.USAGE);
            assertThat(result.err()).contains("http://127.0.0.1:8188");
        }
    }
}
