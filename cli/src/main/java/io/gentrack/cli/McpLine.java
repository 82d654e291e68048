package io.gentrack.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of {@code mcp} as hosts write it, read without picocli: to load that takes as long as everything else between the
 * start and the first answer. Whatever is not plain (help, mistakes, files of arguments) is left to it.
 */
final class McpLine {
    private final McpCommand command;
    private final List<String> installs = new ArrayList<>();
    private final List<Path> roots = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private McpLine(Host host) {
        command = new McpCommand(host);
    }

    /**
     * The command with its options set; empty where picocli has to look at the line.
     *
     * @param args with the name of the command first
     */
    static Optional<McpCommand> read(Host host, String... args) {
        if (args.length == 0 || !args[0].equals("mcp")) {
            return Optional.empty();
        }
        McpLine line = new McpLine(host);
        return line.options(List.of(args).subList(1, args.length)) ? Optional.of(line.command) : Optional.empty();
    }

    private boolean options(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (flag(arg)) {
                continue;
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            if (equals < 0 && ++i == args.size()) {
                return false;
            }
            String value = equals < 0 ? args.get(i) : arg.substring(equals + 1);
            if (value.isEmpty() || "-@\"".indexOf(value.charAt(0)) >= 0 || !value(name, value)) {
                return false;
            }
        }
        command.roots = List.copyOf(roots);
        if (!installs.isEmpty()) {
            command.options.comfyui(installs);
        }
        return true;
    }

    private boolean flag(String arg) {
        switch (arg) {
            case "--no-tracker" -> command.noTracker = true;
            case "-q", "--quiet" -> command.options.quiet = true;
            case "--debug" -> command.options.debug = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean value(String name, String value) {
        boolean again = !seen.add(name);
        try {
            switch (name) {
                case "--comfyui" -> installs.add(value);
                case "--root" -> roots.add(Path.of(value));
                case "--db" -> command.options.database = Optional.of(Path.of(value));
                case "--plugins" -> command.options.plugins = Optional.of(Path.of(value));
                case "--token-file" -> command.tokenFile = Optional.of(Path.of(value));
                case "--http" -> command.port = Optional.of(Integer.parseInt(value));
                default -> {
                    return false;
                }
            }
        } catch (InvalidPathException | NumberFormatException e) {
            return false;
        }
        return !again || name.equals("--comfyui") || name.equals("--root");
    }
}
