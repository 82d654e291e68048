package io.gentrack.mcp.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gentrack.mcp.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFileTest {
    private static final Launch LAUNCH = new Launch("/opt/gen track/gentrack", List.of("mcp"));

    @TempDir
    private Path home;

    private Places places;

    @BeforeEach
    void start() {
        places = new Places("Linux", home, Optional.empty(), Optional.empty(), home.resolve("project"));
    }

    private Path write(HostApp app, String text) throws IOException {
        Path file = app.file(places);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void theFileOfEachHostIsWhereItsSystemKeepsIt() {
        Path data = home.resolve("roaming");
        assertThat(HostApp.CLAUDE_DESKTOP.file(
                        new Places("Windows 11", home, Optional.of(data), Optional.empty(), home)))
                .isEqualTo(data.resolve("Claude").resolve("claude_desktop_config.json"));
        assertThat(HostApp.VSCODE.file(new Places("Mac OS X", home, Optional.empty(), Optional.empty(), home)))
                .isEqualTo(home.resolve("Library/Application Support/Code/User/mcp.json"));
        assertThat(HostApp.CURSOR.file(places)).isEqualTo(home.resolve(".cursor/mcp.json"));
        assertThat(HostApp.CLAUDE_CODE.file(places)).isEqualTo(home.resolve("project/.mcp.json"));
    }

    @Test
    void aNewFileHasTheEntryAndASecondRunChangesNothing() throws Exception {
        for (HostApp app : HostApp.values()) {
            HostFile plan = HostFile.plan(app, LAUNCH, places);
            assertThat(plan.changes()).isTrue();
            assertThat(plan.file()).doesNotExist();
            plan.write();
            String list = app == HostApp.VSCODE ? "servers" : "mcpServers";
            assertThat(Json.parse(Files.readString(plan.file()))
                            .orElseThrow()
                            .path(list)
                            .path("gentrack")
                            .path("command")
                            .asText())
                    .isEqualTo("/opt/gen track/gentrack");
            assertThat(HostFile.plan(app, LAUNCH, places).changes()).isFalse();
        }
    }

    @Test
    void otherEntriesStayAsTheyAreAndTheDiffShowsOnlyTheChange() throws Exception {
        String before = """
                {
                    "theme": "dark",
                    "mcpServers": {
                        "other": {
                            "command": "x",
                            "env": {}
                        }
                    },
                    "scale": 1.50
                }
                """;
        Path file = write(HostApp.CURSOR, before);
        HostFile plan = HostFile.plan(HostApp.CURSOR, LAUNCH, places);
        assertThat(plan.diff()).allMatch(line -> !line.contains("theme") && !line.contains("scale"));
        assertThat(plan.diff().stream().filter(line -> line.startsWith("-"))).hasSizeLessThan(2);
        plan.write();
        assertThat(Files.readString(file))
                .startsWith(before.substring(0, 60))
                .contains("1.50")
                .contains("\"gentrack\": {");
        assertThat(Files.readString(file.resolveSibling("mcp.json.before-gentrack")))
                .isEqualTo(before);
    }

    @Test
    void anOldEntryIsBroughtUpToDateAndKeepsWhatTheUserAdded() throws Exception {
        Path file = write(
                HostApp.CURSOR,
                "{\"mcpServers\":{\"gentrack\":{\"command\":\"old\",\"args\":[],\"env\":{\"GENTRACK_DB\":\"/a.db\"}}}}");
        HostFile.plan(HostApp.CURSOR, LAUNCH, places).write();
        assertThat(Files.readString(file))
                .contains("/opt/gen track/gentrack", "/a.db")
                .doesNotContain("\"old\"");
    }

    @Test
    void aFileWithCommentsOrOfAnotherFormIsLeftAlone() throws Exception {
        for (String text : List.of("{\n // mine\n}", "[1]", "{\"servers\":[]}", "{\"a\":1,\"a\":2}", "{} x")) {
            Path file = write(HostApp.VSCODE, text);
            assertThatThrownBy(() -> HostFile.plan(HostApp.VSCODE, LAUNCH, places))
                    .as(text)
                    .isInstanceOf(HostFile.Unchangeable.class)
                    .hasMessageContaining("mcp.json");
            assertThat(Files.readString(file)).isEqualTo(text);
        }
    }

    @Test
    void commandsQuoteWhatAShellWouldSplit() {
        assertThat(HostApp.CLAUDE_CODE.command(LAUNCH))
                .contains("claude mcp add --scope user gentrack -- '/opt/gen track/gentrack' mcp");
        assertThat(HostApp.VSCODE.command(LAUNCH).orElseThrow()).startsWith("code --add-mcp '{\"name\":\"gentrack\"");
    }
}
