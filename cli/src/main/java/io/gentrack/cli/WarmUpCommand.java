package io.gentrack.cli;

import io.gentrack.cli.console.Screen;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sqlite.util.LibraryLoaderUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * For the launcher, once on each machine: unpacks SQLite's native library into a folder and runs the usual commands on a small
 * workflow, so that the Java that runs it can archive the classes they use ({@code -XX:ArchiveClassesAtExit}).
 */
@Command(name = "warm-up", hidden = true, description = "Prepare faster starts; called by the launcher.")
final class WarmUpCommand extends GentrackCommand {
    private static final String WORKFLOW = """
            {"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},
             "2":{"class_type":"CLIPTextEncode","inputs":{"text":"a","clip":["1",1]}},
             "3":{"class_type":"EmptyLatentImage","inputs":{"width":64,"height":64,"batch_size":1}},
             "4":{"class_type":"KSampler","inputs":{"seed":1,"steps":2,"cfg":1.5,"sampler_name":"euler","scheduler":"normal",
              "denoise":1,"model":["1",0],"positive":["2",0],"negative":["2",0],"latent_image":["3",0]}},
             "5":{"class_type":"VAEDecode","inputs":{"samples":["4",0],"vae":["1",2]}},
             "6":{"class_type":"SaveImage","inputs":{"filename_prefix":"a","images":["5",0]}}}
            """;

    private static final String CONVERSATION = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":2,"method":"tools/list","params":{}}
            {"jsonrpc":"2.0","id":3,"method":"resources/list","params":{}}
            {"jsonrpc":"2.0","id":4,"method":"prompts/list","params":{}}
            {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"suggest_settings","arguments":{"model_family":"sdxl","use_case":"square"}}}
            {"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"generation_stats","arguments":{}}}
            {"jsonrpc":"2.0","id":7,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
            """;

    @Parameters(arity = "1", paramLabel = "FOLDER", description = "Where to put the library.")
    Path folder = Path.of("");

    WarmUpCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws UsageException, IOException, InterruptedException {
        unpackLibrary();
        Path scratch = Files.createTempDirectory("gentrack-warm-up");
        try {
            Path workflow = Files.writeString(scratch.resolve("a.json"), WORKFLOW);
            String database = scratch.resolve("a.db").toString();
            PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
            BufferedReader nobody = new BufferedReader(Reader.nullReader());
            Host silent = new Host(Map.of(), host.system(), scratch.toString(), Screen.PLAIN, nobody, nowhere, nowhere);
            for (List<String> command : List.of(
                    List.of("import", workflow.toString()),
                    List.of("stats"),
                    List.of("suggest"),
                    List.of("suggest", "--json", "--family", "unknown"),
                    List.of("inspect", workflow.toString()))) {
                String[] line = Stream.concat(command.stream(), Stream.of("--db", database))
                        .toArray(String[]::new);
                if (Main.run(silent, line) != Exit.DONE) {
                    return Exit.FAILED;
                }
            }
            McpCommand mcp = new McpCommand(silent);
            mcp.options.database = Optional.of(Path.of(database));
            mcp.serve(
                    new ByteArrayInputStream(CONVERSATION.getBytes(StandardCharsets.UTF_8)),
                    OutputStream.nullOutputStream());
        } finally {
            delete(scratch);
        }
        return Exit.DONE;
    }

    private void unpackLibrary() throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            if (in != null) {
                Files.createDirectories(folder);
                Files.copy(in, folder.resolve(name));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
