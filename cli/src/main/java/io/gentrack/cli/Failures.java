package io.gentrack.cli;

import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** One plain line for what ended a command; where in the program it happened only for who asks. */
final class Failures implements IExecutionExceptionHandler {
    private final Host host;

    Failures(Host host) {
        this.host = host;
    }

    @Override
    public int handleExecutionException(Exception fault, CommandLine command, ParseResult parsed) {
        return tell(host, fault, command.getCommand() instanceof GentrackCommand own && own.options.debug);
    }

    /** Says it, and gives the exit code. */
    static int tell(Host host, Exception fault, boolean asked) {
        boolean debug = asked || host.variable("GENTRACK_DEBUG").isPresent();
        host.err().println(line(fault, debug));
        if (debug) {
            fault.printStackTrace(host.err());
        }
        host.err().flush();
        return fault instanceof UsageException ? Exit.USAGE : Exit.FAILED;
    }

    private static String line(Exception fault, boolean debug) {
        if (fault instanceof StoreException || fault instanceof UsageException) {
            return String.valueOf(fault.getMessage());
        }
        if (fault instanceof FileSystemException file) {
            String why = file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
            return "Cannot use " + file.getFile() + ": " + why + ". Check the path and its permissions.";
        }
        if (fault instanceof IOException) {
            return "Reading or writing failed: " + fault.getMessage() + ". Check the disk and try again.";
        }
        return "Internal fault: " + fault + ". This is a fault of gentrack, please report it"
                + (debug ? ":" : "; run the command again with --debug to see where.");
    }
}
