package io.gentrack.mcp.tools;

import io.gentrack.mcp.protocol.McpServer;
import io.gentrack.mcp.protocol.Resources;
import io.gentrack.mcp.protocol.ServerInfo;
import io.gentrack.mcp.protocol.Tool;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Everything gentrack offers over MCP, put together. */
public final class GentrackTools {
    private static final String INSTRUCTIONS =
            "gentrack knows which ComfyUI settings this user reused most. Before you choose a sampler, scheduler, steps, cfg, shift or"
                    + " LoRA strength, call suggest_settings with the model family or a part of the model's name. generation_stats tells"
                    + " which families have a history.";

    private GentrackTools() {}

    /** Tells clients that wanted to know that there was another run: all figures may be others now. */
    public static void historyChanged(McpServer server) {
        server.updated(uri -> uri.startsWith(HistoryResources.SCHEME));
    }

    /**
     * The server of one user.
     *
     * @param version of gentrack
     * @param faults told of faults of this program
     */
    public static McpServer server(Parts.Source parts, String version, Consumer<Throwable> faults) {
        List<Tool> tools = Stream.of(
                        new SuggestSettings(parts),
                        new GenerationStats(parts),
                        new InspectWorkflow(parts),
                        new EnqueueWorkflow(parts),
                        new RateSettings(parts),
                        new SearchCommunity(parts))
                .map(ToolBase::tool)
                .toList();
        Resources resources = new HistoryResources(parts);
        return new McpServer(
                new ServerInfo("gentrack", "gentrack", version, INSTRUCTIONS),
                tools,
                resources,
                List.of(SuggestPrompt.prompt(parts)),
                faults);
    }
}
