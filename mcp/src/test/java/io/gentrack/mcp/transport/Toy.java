package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.McpServer;
import io.gentrack.mcp.protocol.Prompt;
import io.gentrack.mcp.protocol.Resources;
import io.gentrack.mcp.protocol.ServerInfo;
import io.gentrack.mcp.protocol.Tool;
import io.gentrack.mcp.protocol.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server whose tools do one thing each: echo, wait, break, tell of progress. */
final class Toy {
    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final List<Throwable> faults = new CopyOnWriteArrayList<>();
    final McpServer server = new McpServer(
            new ServerInfo("toy", "Toy", "1", "A toy."),
            List.of(
                    tool("echo", (arguments, call) -> new ToolResult.Done(arguments)),
                    tool("broken", (arguments, call) -> {
                        throw new IllegalStateException("secret of the inside");
                    }),
                    tool("wait", (arguments, call) -> {
                        waiting.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                        }
                        return new ToolResult.Done(Json.object().put("waited", true));
                    }),
                    tool("steps", (arguments, call) -> {
                        call.progress(1, OptionalDouble.of(2), "half");
                        call.progress(1, OptionalDouble.of(2), "does not rise");
                        call.progress(2, OptionalDouble.of(2), "whole");
                        return new ToolResult.Done(Json.object());
                    })),
            new Resources() {
                @Override
                public List<ObjectNode> list() {
                    return java.util.stream.IntStream.range(0, 120)
                            .mapToObj(
                                    i -> Json.object().put("uri", "toy://" + i).put("name", "toy " + i))
                            .toList();
                }

                @Override
                public List<ObjectNode> templates() {
                    return List.of();
                }

                @Override
                public Optional<ObjectNode> read(String uri) {
                    return uri.equals("toy://1")
                            ? Optional.of(Json.object().put("uri", uri).put("text", "one"))
                            : Optional.empty();
                }
            },
            List.of(new Prompt(
                    Json.object()
                            .put("name", "p")
                            .set(
                                    "arguments",
                                    Json.array()
                                            .add(Json.object()
                                                    .put("name", "who")
                                                    .put("required", true))),
                    (arguments, call) -> Json.object().put("description", arguments.get("who")),
                    (argument, typed) -> List.of(argument + " " + typed))),
            faults::add);

    private static Tool tool(String name, Tool.Handler handler) {
        ObjectNode definition = Json.object().put("name", name);
        definition.putObject("inputSchema").put("type", "object");
        return new Tool(definition, handler);
    }

    /** A legacy request as text; {@code params} is JSON. */
    static String request(Object id, String method, String params) {
        String spelled = id instanceof String ? "\"" + id + "\"" : id.toString();
        return "{\"jsonrpc\":\"2.0\",\"id\":" + spelled + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    static String call(Object id, String tool, String arguments) {
        return request(id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    /** A request of the stateless era; {@code more} are further params, empty or ending in a comma. */
    static String modern(Object id, String method, String more) {
        return request(
                id,
                method,
                "{" + more
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}");
    }
}
