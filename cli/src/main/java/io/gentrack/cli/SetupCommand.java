package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.setup.HostApp;
import io.gentrack.mcp.setup.HostFile;
import io.gentrack.mcp.setup.Launch;
import io.gentrack.mcp.setup.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how MCP hosts are told of gentrack, or tells them. */
@Command(
        name = "setup",
        description = {
            "Show how Claude Code, Claude Desktop, Cursor and VS Code are told of gentrack mcp.",
            "With --write show what changes in their files, and write it; the old file is kept beside the new one."
        },
        footer = {"", "Examples:", "  gentrack setup", "  gentrack setup cursor --write"})
final class SetupCommand extends GentrackCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "HOST",
            description = "claude-code, claude-desktop, cursor, vscode. Otherwise all.")
    List<String> hosts = List.of();

    @Option(names = "--write", description = "Write the files, after showing what changes.")
    boolean write;

    SetupCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws UsageException, IOException {
        List<HostApp> apps = new ArrayList<>();
        for (String label : hosts) {
            apps.add(HostApp.parse(label)
                    .orElseThrow(() -> new UsageException("There is no host \"" + label + "\". Known: "
                            + Arrays.stream(HostApp.values())
                                    .map(HostApp::label)
                                    .collect(Collectors.joining(", "))
                            + ".")));
        }
        if (apps.isEmpty()) {
            apps.addAll(List.of(HostApp.values()));
        }
        Launch launch = launch();
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        boolean done = true;
        for (HostApp app : apps) {
            ObjectNode one = json.addObject();
            one.put("host", app.label());
            one.put("file", app.file(places()).toString());
            app.command(launch).ifPresent(command -> one.put("command", command));
            if (write) {
                done &= write(app, launch, one);
            } else {
                show(app, launch);
            }
        }
        if (options.json) {
            print(JsonNodeFactory.instance.objectNode().set("hosts", json));
        }
        return done ? Exit.DONE : Exit.FAILED;
    }

    private Places places() {
        return new Places(
                host.system(),
                Path.of(host.variable("HOME").orElse(host.home())),
                host.variable("APPDATA").map(Path::of),
                host.variable("XDG_CONFIG_HOME").map(Path::of).filter(Path::isAbsolute),
                Path.of("").toAbsolutePath());
    }

    private void say(String line) {
        if (!options.json) {
            print(line);
        }
    }

    private void show(HostApp app, Launch launch) {
        say(app.title());
        app.command(launch).ifPresent(command -> {
            say("  Run:  " + command);
            say("  or put this into " + app.file(places()) + ":");
        });
        if (app.command(launch).isEmpty()) {
            say("  Put this into " + app.file(places()) + ":");
        }
        HostFile.block(app, launch).lines().forEach(line -> say("    " + line));
        say("");
    }

    private boolean write(HostApp app, Launch launch, ObjectNode json) throws IOException {
        HostFile file;
        try {
            file = HostFile.plan(app, launch, places());
        } catch (HostFile.Unchangeable e) {
            json.put("outcome", "left alone");
            fault(app.title() + ": " + e.getMessage() + " Put this into it yourself:");
            HostFile.block(app, launch).lines().forEach(this::fault);
            return false;
        }
        // Of hosts nobody named, those that are not installed are left out.
        Path folder = file.file().toAbsolutePath().getParent();
        if (hosts.isEmpty() && (folder == null || !Files.isDirectory(folder))) {
            json.put("outcome", "not installed");
            say(app.title() + ": not installed here, nothing written.");
            return true;
        }
        if (!file.changes()) {
            json.put("outcome", "unchanged");
            say(app.title() + ": " + file.file() + " has gentrack already.");
            return true;
        }
        say(app.title() + ": " + file.file());
        file.diff().forEach(line -> say("  " + line));
        file.write();
        json.put("outcome", "written");
        say("  Written. Restart " + app.title() + " to see gentrack.");
        return true;
    }

    /** The launcher beside the program, else Java with the jar. */
    private Launch launch() throws UsageException {
        List<String> more = new ArrayList<>(List.of("mcp"));
        options.database.ifPresent(
                db -> more.addAll(List.of("--db", db.toAbsolutePath().toString())));
        options.installs.forEach(where -> more.addAll(List.of("--comfyui", absolute(where))));
        options.plugins.ifPresent(folder ->
                more.addAll(List.of("--plugins", folder.toAbsolutePath().toString())));
        Path program = Optional.ofNullable(Main.class.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .map(location -> Path.of(java.net.URI.create(location.toString())))
                .orElseThrow(() -> new UsageException("It is not known where gentrack is. Start it from its jar."));
        String name = Host.windows(host.system()) ? "gentrack.cmd" : "gentrack";
        for (Path folder = program.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(name)) && Files.isRegularFile(folder.resolve("pom.xml"))) {
                return new Launch(folder.resolve(name).toString(), more);
            }
        }
        List<String> line = new ArrayList<>(
                List.of("-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=warning:stderr", "-jar", program.toString()));
        line.addAll(more);
        return new Launch(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), line);
    }

    /** Hosts start servers in folders of their own. */
    private static String absolute(String where) {
        return Installs.isAddress(where)
                ? where
                : Path.of(where).toAbsolutePath().toString();
    }
}
