package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.McpServer;
import io.gentrack.mcp.protocol.Prompt;
import io.gentrack.mcp.protocol.Resources;
import io.gentrack.mcp.protocol.ServerInfo;
import io.gentrack.mcp.protocol.Tool;
import io.gentrack.mcp.protocol.ToolResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;

/**
 * The tools, resources and prompts that the official conformance suite asks a server for, on gentrack's transports. Those that need
 * what gentrack does not offer (logging, sampling, elicitation, completion, subscriptions) are not here; the suite's list of expected
 * failures names them.
 */
public final class ConformanceFixture {
    /** One pixel, PNG. */
    private static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    /** No samples, WAV. */
    private static final String SOUND = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

    private ConformanceFixture() {}

    /** Serves until it is killed; the first line on standard output is the address. */
    public static void main(String[] args) throws IOException, InterruptedException {
        HttpTransport http =
                HttpTransport.start(server(), 0, Optional.empty(), fault -> System.err.println("fault: " + fault));
        System.out.println("http://localhost:" + http.port() + HttpTransport.PATH);
        new CountDownLatch(1).await();
    }

    static McpServer server() {
        return new McpServer(
                new ServerInfo("conformance-fixture", "Conformance fixture", "1", "For the conformance suite."),
                tools(),
                resources(),
                prompts(),
                fault -> System.err.println("fault: " + fault));
    }

    private static Tool tool(String name, Tool.Handler handler) {
        ObjectNode definition = Json.object().put("name", name).put("description", "Fixture: " + name);
        definition.putObject("inputSchema").put("type", "object").putObject("properties");
        return new Tool(definition, handler);
    }

    private static ToolResult content(ObjectNode... blocks) {
        ArrayNode all = Json.array();
        for (ObjectNode block : blocks) {
            all.add(block);
        }
        return new ToolResult.Content(all);
    }

    private static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    private static ObjectNode image() {
        return Json.object().put("type", "image").put("data", PICTURE).put("mimeType", "image/png");
    }

    private static ObjectNode embedded(String uri, String mimeType, String text) {
        ObjectNode block = Json.object().put("type", "resource");
        block.putObject("resource").put("uri", uri).put("mimeType", mimeType).put("text", text);
        return block;
    }

    private static List<Tool> tools() {
        ObjectNode schema = (ObjectNode) Json.parse("""
            {"name":"json_schema_2020_12_tool","description":"Tool with JSON Schema 2020-12 features","inputSchema":{
             "$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
             "$defs":{"address":{"$anchor":"addressDef","type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
             "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},"contactMethod":{"type":"string","enum":["phone","email"]},
              "phone":{"type":"string"},"email":{"type":"string"}},
             "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
             "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},
             "then":{"required":["phone"]},"else":{"required":["email"]},"additionalProperties":false}}
            """).orElseThrow();
        return List.of(
                tool("test_simple_text", (a, c) -> content(text("This is a simple text response for testing."))),
                tool("test_image_content", (a, c) -> content(image())),
                tool(
                        "test_audio_content",
                        (a, c) -> content(Json.object()
                                .put("type", "audio")
                                .put("data", SOUND)
                                .put("mimeType", "audio/wav"))),
                tool(
                        "test_embedded_resource",
                        (a, c) -> content(embedded(
                                "test://embedded-resource", "text/plain", "This is an embedded resource content."))),
                tool(
                        "test_multiple_content_types",
                        (a, c) -> content(
                                text("Multiple content types test:"),
                                image(),
                                embedded(
                                        "test://mixed-content-resource",
                                        "application/json",
                                        "{\"test\":\"data\",\"value\":123}"))),
                tool(
                        "test_error_handling",
                        (a, c) -> new ToolResult.Failed("This tool intentionally returns an error for testing")),
                tool("test_tool_with_progress", (a, c) -> {
                    for (int i = 0; i <= 100; i += 50) {
                        c.progress(i, OptionalDouble.of(100), i + " of 100");
                    }
                    return content(text("Done."));
                }),
                new Tool(schema, (a, c) -> content(text("Valid."))));
    }

    private static Resources resources() {
        return new Resources() {
            @Override
            public List<ObjectNode> list() {
                return List.of(
                        Json.object()
                                .put("uri", "test://static-text")
                                .put("name", "Static text")
                                .put("description", "A static text resource")
                                .put("mimeType", "text/plain"),
                        Json.object()
                                .put("uri", "test://static-binary")
                                .put("name", "Static picture")
                                .put("description", "A static binary resource")
                                .put("mimeType", "image/png"));
            }

            @Override
            public List<ObjectNode> templates() {
                return List.of(Json.object()
                        .put("uriTemplate", "test://template/{id}/data")
                        .put("name", "Template")
                        .put("description", "A templated resource")
                        .put("mimeType", "application/json"));
            }

            @Override
            public Optional<ObjectNode> read(String uri) {
                ObjectNode found = Json.object().put("uri", uri);
                if (uri.equals("test://static-text")) {
                    return Optional.of(found.put("mimeType", "text/plain")
                            .put("text", "This is the content of the static text resource."));
                }
                if (uri.equals("test://static-binary")) {
                    return Optional.of(found.put("mimeType", "image/png").put("blob", PICTURE));
                }
                if (uri.startsWith("test://template/") && uri.endsWith("/data")) {
                    String id = uri.substring("test://template/".length(), uri.length() - "/data".length());
                    return Optional.of(found.put("mimeType", "application/json")
                            .put("text", Json.text(Json.object().put("id", id).put("templateTest", true))));
                }
                return Optional.empty();
            }
        };
    }

    private static Prompt prompt(String name, List<String> arguments, Prompt.Writer writer) {
        ObjectNode definition = Json.object().put("name", name).put("description", "Fixture: " + name);
        ArrayNode list = definition.putArray("arguments");
        arguments.forEach(argument -> list.addObject()
                .put("name", argument)
                .put("description", argument)
                .put("required", true));
        return new Prompt(definition, writer);
    }

    private static ObjectNode says(ObjectNode... blocks) {
        ObjectNode result = Json.object();
        ArrayNode messages = result.putArray("messages");
        for (ObjectNode block : blocks) {
            messages.addObject().put("role", "user").set("content", block);
        }
        return result;
    }

    private static List<Prompt> prompts() {
        return List.of(
                prompt("test_simple_prompt", List.of(), a -> says(text("This is a simple prompt for testing."))),
                prompt(
                        "test_prompt_with_arguments",
                        List.of("arg1", "arg2"),
                        a -> says(text(
                                "Prompt with arguments: arg1='" + a.get("arg1") + "', arg2='" + a.get("arg2") + "'"))),
                prompt(
                        "test_prompt_with_embedded_resource",
                        List.of("resourceUri"),
                        a -> says(
                                embedded(
                                        a.getOrDefault("resourceUri", ""),
                                        "text/plain",
                                        "Embedded resource content for testing."),
                                text("Please process the embedded resource above."))),
                prompt(
                        "test_prompt_with_image",
                        List.of(),
                        a -> says(image(), text("Please analyze the image above."))));
    }
}
