package io.gentrack.core.container;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Reads what a file carries. Content decides, not the extension. Never throws for bad content or lost files: those are outcomes. Safe for
 * use by any number of threads.
 *
 * <p>Memory: at most {@link Limits#TEXT_BYTES} of text per file, and never more than a small multiple of the file's size, whatever it says
 * of itself. Time: at most {@link Limits#STEPS} parts are looked at.
 */
public final class ContainerReader {
    private static final Map<Container, FormatReader> READERS = readers();

    private static final Set<StandardOpenOption> READ_ONLY = Set.of(StandardOpenOption.READ);

    private ContainerReader() {}

    private static Map<Container, FormatReader> readers() {
        Map<Container, FormatReader> readers = new EnumMap<>(Container.class);
        readers.put(Container.PNG, new PngReader());
        readers.put(Container.WEBP, new RiffReader());
        readers.put(Container.JPEG, new JpegReader());
        readers.put(Container.AVIF, new IsoPictureReader());
        readers.put(Container.MP4, new IsoMediaReader());
        readers.put(Container.WEBM, new EbmlReader());
        readers.put(Container.FLAC, new FlacReader());
        readers.put(Container.MP3, new Id3Reader());
        readers.put(Container.OGG, new OggReader());
        readers.put(Container.GLB, new GlbReader());
        readers.put(Container.SVG, new SvgReader());
        readers.put(Container.GIF, new GifReader());
        readers.put(Container.SAFETENSORS, new SafetensorsReader());
        readers.put(Container.JSON, new JsonReader());
        return readers;
    }

    /** Reads every text of {@code file}; {@link #read(Path, Wanted)} with {@link Wanted#ALL}. */
    public static ReadOutcome read(Path file) {
        return read(file, Wanted.ALL);
    }

    /**
     * Reads the texts of {@code file}, opening and closing it. Follows symbolic links. Opens regular files only: a pipe would wait for its
     * writer for ever.
     *
     * @throws CancellationException if the thread is interrupted before or while it reads; the interrupt status stays set. This is no
     *     outcome, since it says nothing about the file: it is to be read again. Other threads and files are not affected.
     */
    public static ReadOutcome read(Path file, Wanted wanted) {
        Objects.requireNonNull(wanted, "wanted is null");
        Container container = Container.UNKNOWN;
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return unreadable(attributes.isDirectory() ? "it is a folder" : "it is a pipe, a socket or a device");
            }
            if (attributes.size() == 0) {
                return unreadable("the file is empty");
            }
            try (FileChannel channel = FileChannel.open(file, READ_ONLY)) {
                Path name = file.getFileName();
                String ending = Sniffer.ending(name == null ? "" : name.toString());
                Source in = Source.of(channel, attributes.size());
                container = Sniffer.sniff(in, ending);
                return parse(in, container, ending, new Findings(container, wanted));
            }
        } catch (Malformed e) {
            return new ReadOutcome.Unreadable(container, e.reason());
        } catch (ClosedByInterruptException e) {
            CancellationException cancelled = new CancellationException("interrupted while reading a file");
            cancelled.initCause(e);
            throw cancelled;
        } catch (IOException e) {
            return new ReadOutcome.Unreadable(container, reason(e));
        }
    }

    /** Reads the texts of what is already in memory, as if it were a file named {@code name}; for tests and fuzzing. */
    static ReadOutcome read(byte[] content, String name, Wanted wanted) {
        if (content.length == 0) {
            return unreadable("the file is empty");
        }
        String ending = Sniffer.ending(name);
        Source in = Source.of(content);
        try {
            Container container = Sniffer.sniff(in, ending);
            return parse(in, container, ending, new Findings(container, wanted));
        } catch (Malformed e) {
            return unreadable(e.reason());
        } catch (IOException e) {
            return unreadable(reason(e));
        }
    }

    /** Reads a source whose format is known. */
    static ReadOutcome parse(Source in, Container container, String ending, Findings found) throws IOException {
        FormatReader reader = READERS.get(container);
        if (reader == null) {
            return Sniffer.promised(ending) == Container.UNKNOWN
                    ? found.outcome()
                    : unreadable(
                            "its content is neither what ." + ending + " files hold nor any other format that is read");
        }
        try {
            reader.read(in, found);
        } catch (Malformed e) {
            found.fault(e.reason());
        }
        return found.outcome();
    }

    private static ReadOutcome unreadable(String reason) {
        return new ReadOutcome.Unreadable(Container.UNKNOWN, reason);
    }

    /** Why a file could not be read, without its name, which the caller adds anyway. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file (any more)";
        }
        if (e instanceof AccessDeniedException) {
            return "there is no permission to read it";
        }
        // The message of a FileSystemException begins with the file's name.
        String detail = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return "reading it failed: " + (detail == null ? e.getClass().getSimpleName() : detail);
    }
}
