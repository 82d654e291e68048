package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McpLineTest {
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    private final Host host = new Cli(Path.of("home")).host(NOWHERE, NOWHERE);

    private static List<Object> told(McpCommand mcp) {
        return List.of(
                mcp.port,
                mcp.tokenFile,
                mcp.roots,
                mcp.noTracker,
                mcp.options.database,
                mcp.options.plugins,
                mcp.options.comfyui,
                mcp.options.installs,
                mcp.options.quiet,
                mcp.options.debug);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mcp",
                "mcp --comfyui http://127.0.0.1:8188 --comfyui C:\\ComfyUI",
                "mcp --http 7777 --token-file token --no-tracker -q",
                "mcp --db=a.db --root=one --root two --plugins p --debug --quiet",
                "mcp --http=0 --db a=b.db"
            })
    void whatIsPlainMeansWhatPicocliReads(String line) {
        String[] args = line.split(" ");
        Object picocli = Main.commandLine(host)
                .parseArgs(args)
                .subcommand()
                .commandSpec()
                .userObject();
        assertThat(McpLine.read(host, args).map(McpLineTest::told)).contains(told((McpCommand) picocli));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mcp --help",
                "mcp --http",
                "mcp --http many",
                "mcp --http --no-tracker",
                "mcp --db a --db b",
                "mcp --no-such-option",
                "mcp positional",
                "mcp @file",
                "mcp --root @file",
                "mcp --json",
                "stats"
            })
    void theRestIsLeftToPicocli(String line) {
        assertThat(McpLine.read(host, line.split(" "))).isEmpty();
    }

    @Test
    void anEmptyLineAsWell() {
        assertThat(McpLine.read(host)).isEqualTo(Optional.empty());
    }
}
