package io.gentrack.mcp.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A host's configuration file with gentrack added, and what that changes. Other entries and their order stay. */
public final class HostFile {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Path file;
    private final String before;
    private final String after;

    private HostFile(Path file, String before, String after) {
        this.file = Objects.requireNonNull(file, "file is null");
        this.before = before;
        this.after = after;
    }

    /** The file cannot be changed by a program; the message says why, for a person. */
    public static final class Unchangeable extends Exception {
        private static final long serialVersionUID = 1L;

        Unchangeable(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Plans the change; writes nothing.
     *
     * @throws Unchangeable where the file has comments or is no JSON object
     */
    public static HostFile plan(HostApp app, Launch launch, Places places) throws IOException, Unchangeable {
        Path file = app.file(places);
        String before = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        ObjectNode json = before.isBlank() ? Json.object() : parse(file, before);
        JsonNode list = json.path(app.list());
        if (!list.isMissingNode() && !list.isObject()) {
            throw new Unchangeable(file + ": \"" + app.list() + "\" is not an object.");
        }
        ObjectNode servers = list instanceof ObjectNode there ? there : json.putObject(app.list());
        ObjectNode server = app.server(launch);
        if (servers.path(HostApp.SERVER) instanceof ObjectNode old) {
            // What the user added, such as env, is kept.
            old.setAll(server);
        } else {
            servers.set(HostApp.SERVER, server);
        }
        String after = write(json, before);
        return new HostFile(
                file,
                before,
                STRICT.readTree(before.isBlank() ? "{}" : clean(before)).equals(json) ? before : after);
    }

    /** The block a person can paste. */
    public static String block(HostApp app, Launch launch) {
        ObjectNode json = Json.object();
        json.putObject(app.list()).set(HostApp.SERVER, app.server(launch));
        return write(json, "").stripTrailing();
    }

    private static ObjectNode parse(Path file, String text) throws Unchangeable {
        try {
            if (STRICT.readTree(clean(text)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new Unchangeable(file + " has comments or is not plain JSON (line "
                    + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()) + "), so it is left as it is.");
        }
        throw new Unchangeable(file + " does not hold a JSON object.");
    }

    private static String clean(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Indented as the file was. */
    private static String write(ObjectNode json, String like) {
        String indent = "  ";
        for (String line : like.lines().toList()) {
            String white = line.substring(0, line.length() - line.stripLeading().length());
            if (!white.isEmpty() && !line.isBlank()) {
                indent = white;
                break;
            }
        }
        String end = like.contains("\r\n") ? "\r\n" : "\n";
        DefaultIndenter indenter = new DefaultIndenter(indent, end);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator(""));
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        try {
            return STRICT.writer(printer).writeValueAsString(json) + end;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    public Path file() {
        return file;
    }

    /** False where gentrack is there already, as it should be. */
    public boolean changes() {
        return !before.equals(after);
    }

    /** Lines that go and lines that come, each with its mark; the lines around them are left out. */
    public List<String> diff() {
        String[] old = before.lines().toArray(String[]::new);
        String[] now = after.lines().toArray(String[]::new);
        int head = 0;
        while (head < old.length && head < now.length && old[head].equals(now[head])) {
            head++;
        }
        int tail = 0;
        while (tail < old.length - head
                && tail < now.length - head
                && old[old.length - 1 - tail].equals(now[now.length - 1 - tail])) {
            tail++;
        }
        List<String> lines = new ArrayList<>();
        for (int i = head; i < old.length - tail; i++) {
            lines.add("- " + old[i]);
        }
        for (int i = head; i < now.length - tail; i++) {
            lines.add("+ " + now[i]);
        }
        return lines;
    }

    /** Replaces the file in one step, and keeps the old one beside it with the ending {@code .before-gentrack}. */
    public void write() throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = Objects.requireNonNull(target.getParent(), "an absolute file has a folder");
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "gentrack", ".tmp");
        try {
            Files.writeString(fresh, after, StandardCharsets.UTF_8);
            if (Files.exists(target)) {
                Files.copy(
                        target,
                        folder.resolve(target.getFileName() + ".before-gentrack"),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
                samePermissions(target, fresh);
            }
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void samePermissions(Path from, Path to) throws IOException {
        if (Files.getFileStore(from).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        }
    }
}
