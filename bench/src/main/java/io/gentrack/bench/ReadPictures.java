package io.gentrack.bench;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.png.PngChunkType;
import com.drew.metadata.Directory;
import com.drew.metadata.Tag;
import com.drew.metadata.png.PngDirectory;
import io.gentrack.core.container.ContainerReader;
import io.gentrack.core.container.Piece;
import io.gentrack.core.container.ReadOutcome;
import io.gentrack.core.container.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads the texts of all PNGs of a folder in one of three ways, several times in one process, for {@code bench/read_vs_tools.py}:
 * {@code gentrack} (all pieces), {@code metadata-extractor} (that library), {@code bare} (open the file and read its first 64 KiB at a
 * position, which holds everything wanted, and nothing else). Prints for each pass the files, the characters found and the CPU seconds of
 * the process.
 *
 * <pre>java -cp bench/target/bench.jar io.gentrack.bench.ReadPictures WAY FOLDER [PASSES]</pre>
 */
public final class ReadPictures {
    private static final int BARE_BYTES = 64 << 10;

    private ReadPictures() {}

    private interface Way {
        long characters(Path file) throws IOException;
    }

    public static void main(String[] args) throws IOException {
        Way way = switch (args[0]) {
            case "gentrack" -> ReadPictures::gentrack;
            case "metadata-extractor" -> ReadPictures::library;
            case "bare" -> new Bare();
            default -> throw new IllegalArgumentException("no such way: " + args[0]);
        };
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(args[1]))) {
            files = all.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
        int passes = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        for (int pass = 1; pass <= passes; pass++) {
            long start = cpu();
            long characters = 0;
            for (Path file : files) {
                characters += way.characters(file);
            }
            System.out.printf(Locale.ROOT, "%d\t%d\t%d\t%.3f%n", pass, files.size(), characters, (cpu() - start) / 1e9);
        }
    }

    private static long gentrack(Path file) {
        if (!(ContainerReader.read(file, Wanted.ALL) instanceof ReadOutcome.Read read)) {
            return 0;
        }
        return (long) read.embedded().prompt().map(Piece::text).orElse("").length()
                + read.embedded().workflow().map(Piece::text).orElse("").length();
    }

    private static long library(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long characters = 0;
            for (Directory directory : ImageMetadataReader.readMetadata(in).getDirectories()) {
                if (directory instanceof PngDirectory png
                        && png.getPngChunkType().equals(PngChunkType.tEXt)) {
                    for (Tag tag : png.getTags()) {
                        characters += String.valueOf(tag.getDescription()).length();
                    }
                }
            }
            return characters;
        } catch (ImageProcessingException e) {
            return 0;
        }
    }

    private static final class Bare implements Way {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BARE_BYTES);

        @Override
        public long characters(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                buffer.clear();
                return Math.max(0, channel.read(buffer, 0));
            }
        }
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }
}
