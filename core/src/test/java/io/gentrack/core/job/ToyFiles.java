package io.gentrack.core.job;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file format of one line, so that tests of the job do not depend on readers of pictures: {@code graph steps lora width height},
 * {@code incomplete what}, {@code broken why}, {@code locked why}, {@code fault}, or nothing.
 */
final class ToyFiles implements FileReader {
    final AtomicInteger opened = new AtomicInteger();

    @Override
    public Reading read(Path file) {
        opened.incrementAndGet();
        String line;
        try {
            line = Files.readString(file).strip();
        } catch (IOException e) {
            return new Reading.Unreadable(FileWalk.explain(e), false);
        }
        String[] words = line.split(" ", 5);
        return switch (words[0]) {
            case "" -> new Reading.NoMetadata();
            case "broken" -> new Reading.Unreadable(words[1], true);
            case "locked" -> new Reading.Unreadable(words[1], false);
            case "fault" -> throw new IllegalStateException("a bug");
            case "incomplete" ->
                new Reading.Graphs(List.of(new Reading.GraphReading(
                        Runs.key(line), Optional.empty(), Origin.IMPORT, List.of(), List.of(words[1]))));
            default -> graph(words);
        };
    }

    private static Reading graph(String[] words) {
        Settings settings = words[2].equals("-")
                ? Runs.sdxl(Double.parseDouble(words[1]))
                : Runs.sdxl(Double.parseDouble(words[1]), lora(words[2]));
        ChainUse chain = Runs.chain(0, settings, Integer.parseInt(words[3]), Integer.parseInt(words[4]));
        return new Reading.Graphs(List.of(new Reading.GraphReading(
                Runs.key(words[0]), Optional.empty(), Origin.IMPORT, List.of(chain), List.of())));
    }

    private static LoraUse lora(String name) {
        return Runs.lora("name:" + name, name, 0.8);
    }

    static Path write(Path file, String line, Instant modified) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, line);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }

    /** Pictures with copies, broken and incomplete ones, in nested folders. */
    static List<Path> folder(Path root, int count, Random random) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = root.resolve("day" + i % 7).resolve("picture" + i + ".png");
            Instant when = Runs.NOON.plusSeconds(random.nextInt(100_000));
            String line = switch (random.nextInt(12)) {
                case 0 -> "";
                case 1 -> "broken truncated";
                case 2 -> "incomplete scheduler" + random.nextInt(count);
                default -> picture(random.nextInt(count * 3 / 4));
            };
            files.add(write(file, line, when));
        }
        return files;
    }

    /** Everything follows from the graph's number, as in a real picture. */
    private static String picture(int graph) {
        return "graph" + graph + " " + (20 + graph % 9) + " " + (graph % 4 == 0 ? "ink" + graph % 3 : "-")
                + (graph % 5 == 0 ? " 832 1216" : " 1024 1024");
    }
}
