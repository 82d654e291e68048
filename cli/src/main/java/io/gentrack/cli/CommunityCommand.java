package io.gentrack.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Settings that people share: to ask for them, and to serve them. */
@Command(
        name = "community",
        description = {
            "Settings that people share: ask a server for them, or run one.",
            "To share your own: gentrack review, gentrack share; to take them back: gentrack forget."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  gentrack community serve",
            "  gentrack community search --family sdxl --server http://127.0.0.1:8189"
        })
final class CommunityCommand extends GentrackCommand {
    @Spec
    CommandSpec spec = CommandSpec.create();

    CommunityCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(host.err());
        return Exit.USAGE;
    }
}
