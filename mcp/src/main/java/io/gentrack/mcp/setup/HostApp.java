package io.gentrack.mcp.setup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The programs that are set up by a file of a known form. */
public enum HostApp {
    /** The project file, which Claude Code asks about once; its own state file is not touched. */
    CLAUDE_CODE("Claude Code", "mcpServers"),
    CLAUDE_DESKTOP("Claude Desktop", "mcpServers"),
    CURSOR("Cursor", "mcpServers"),
    VSCODE("VS Code", "servers");

    /** Under which hosts list the server. */
    static final String SERVER = "gentrack";

    private final String title;
    private final String list;

    HostApp(String title, String list) {
        this.title = title;
        this.list = list;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** On the command line: {@code claude-code}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<HostApp> parse(String label) {
        return Arrays.stream(values())
                .filter(app -> app.label().equals(label.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    String list() {
        return list;
    }

    /** The configuration file, there or not. */
    public Path file(Places places) {
        return switch (this) {
            case CLAUDE_CODE -> places.working().resolve(".mcp.json");
            case CLAUDE_DESKTOP -> places.applications().resolve("Claude").resolve("claude_desktop_config.json");
            case CURSOR -> places.home().resolve(".cursor").resolve("mcp.json");
            case VSCODE -> places.applications().resolve("Code").resolve("User").resolve("mcp.json");
        };
    }

    /** One command that does the same, where the program has one. */
    public Optional<String> command(Launch launch) {
        return switch (this) {
            case CLAUDE_CODE -> Optional.of("claude mcp add --scope user " + SERVER + " -- " + words(launch));
            case VSCODE -> {
                ObjectNode entry = Json.object().put("name", SERVER);
                entry.setAll(server(launch));
                yield Optional.of("code --add-mcp " + quoted(Json.text(entry)));
            }
            default -> Optional.empty();
        };
    }

    /** What the host is to know of the server. */
    ObjectNode server(Launch launch) {
        ObjectNode server = Json.object();
        if (this == VSCODE) {
            server.put("type", "stdio");
        }
        server.put("command", launch.command());
        launch.arguments().forEach(server.putArray("args")::add);
        return server;
    }

    private static String words(Launch launch) {
        return Stream.concat(Stream.of(launch.command()), launch.arguments().stream())
                .map(HostApp::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=\\\\-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
