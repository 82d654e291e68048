package io.gentrack.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Entry point of the runnable jar. */
@Command(
        name = "gentrack",
        description = "What worked before? Reads the settings of past ComfyUI pictures and counts what is reused.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start with:",
            "  gentrack import ~/ComfyUI/output",
            "  gentrack stats",
            "  gentrack suggest",
            "",
            "Help on a command: gentrack COMMAND --help"
        })
public final class Main implements Callable<Integer> {
    private final Host host;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    private Main(Host host) {
        this.host = host;
    }

    public static void main(String[] args) {
        Host host = Host.ofProcess();
        int code = run(host, args);
        host.out().flush();
        host.err().flush();
        System.exit(code);
    }

    /** Runs one command line; the exit code is one of {@link Exit}. */
    static int run(Host host, String... args) {
        Optional<McpCommand> plain = McpLine.read(host, args);
        int code = plain.isPresent()
                ? serve(host, plain.get())
                : commandLine(host, args).execute(args);
        host.out().flush();
        host.err().flush();
        return code;
    }

    private static int serve(Host host, McpCommand command) {
        try {
            return command.call();
        } catch (Exception e) {
            return Failures.tell(host, e, command.options.debug);
        }
    }

    /** With every command. */
    static CommandLine commandLine(Host host) {
        return commandLine(host, new String[0]);
    }

    /** With the command that the first argument names alone, or with all where it names none: each takes time to be read. */
    private static CommandLine commandLine(Host host, String[] args) {
        CommandLine line = new CommandLine(new Main(host));
        line.getCommandSpec().version("gentrack " + Version.NUMBER);
        List<GentrackCommand> commands = List.of(
                new ImportCommand(host),
                new StatsCommand(host),
                new SuggestCommand(host),
                new RateCommand(host),
                new ReportCommand(host),
                new ExportCommand(host),
                new PruneCommand(host),
                new InspectCommand(host),
                new HashCommand(host),
                new ModelCommand(host),
                new ReviewCommand(host),
                new ShareCommand(host),
                new ForgetCommand(host),
                new WatchCommand(host),
                new McpCommand(host),
                new SetupCommand(host),
                new DoctorCommand(host),
                new WarmUpCommand(host));
        List<GentrackCommand> named = commands.stream()
                .filter(command -> args.length > 0 && name(command).equals(args[0]))
                .toList();
        (named.isEmpty() ? commands : named).forEach(line::addSubcommand);
        if (named.isEmpty()) {
            line.addSubcommand(new CommandLine(new NodesCommand(host))
                    .addSubcommand(new NodesUnknownCommand(host))
                    .addSubcommand(new NodesCheckCommand(host)));
            line.addSubcommand(new CommandLine(new CommunityCommand(host))
                    .addSubcommand(new CommunitySearchCommand(host))
                    .addSubcommand(new CommunityServeCommand(host)));
        }
        return line.setOut(host.out())
                .setErr(host.err())
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setExecutionExceptionHandler(new Failures(host));
    }

    private static String name(GentrackCommand command) {
        return command.getClass().getAnnotation(Command.class).name();
    }

    /** Without a command there is nothing to do but to say what there is. */
    @Override
    public Integer call() {
        spec.commandLine().usage(host.err());
        return Exit.USAGE;
    }
}
