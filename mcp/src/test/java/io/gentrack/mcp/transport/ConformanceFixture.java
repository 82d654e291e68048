package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.InputRequired;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.LogLevel;
import io.gentrack.mcp.protocol.McpServer;
import io.gentrack.mcp.protocol.Prompt;
import io.gentrack.mcp.protocol.Question;
import io.gentrack.mcp.protocol.Resources;
import io.gentrack.mcp.protocol.ServerInfo;
import io.gentrack.mcp.protocol.Tool;
import io.gentrack.mcp.protocol.ToolResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;

/**
 * The tools, resources and prompts that the official conformance suite asks a server for, on gentrack's transports. Those that need
 * what gentrack does not offer are not here; the suite's list of expected failures names them.
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
                new Tool(schema, (a, c) -> content(text("Valid."))),
                tool("test_tool_with_logging", (a, c) -> {
                    for (String said :
                            List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
                        c.log(LogLevel.INFO, said);
                        Thread.sleep(50);
                    }
                    return content(text("Done."));
                }),
                tool(
                        "test_sampling",
                        (a, c) -> asked(c, "sampled", sampling(a.path("prompt").asText()))),
                tool(
                        "test_elicitation",
                        (a, c) -> asked(c, "user", elicitation(a.path("message").asText(), """
                                    {"username":{"type":"string","description":"User's response"},
                                     "email":{"type":"string","description":"User's email address"}}
                                    """, "username", "email"))),
                tool("test_elicitation_sep1034_defaults", (a, c) -> asked(c, "user", elicitation("Defaults", """
                    {"name":{"type":"string","default":"John Doe"},"age":{"type":"integer","default":30},
                     "score":{"type":"number","default":95.5},
                     "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},
                     "verified":{"type":"boolean","default":true}}
                    """))),
                tool("test_elicitation_sep1330_enums", (a, c) -> asked(c, "user", elicitation("Choices", """
                    {"untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
                     "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},
                      {"const":"value2","title":"Second Option"},{"const":"value3","title":"Third Option"}]},
                     "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["Option One","Option Two","Option Three"]},
                     "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
                     "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},
                      {"const":"value2","title":"Second Choice"},{"const":"value3","title":"Third Choice"}]}}}
                    """))),
                tool("test_logging_tool", (a, c) -> {
                    c.log(LogLevel.INFO, "Only for who asked.");
                    return content(text("Done."));
                }),
                tool("test_missing_capability", (a, c) -> {
                    c.require("sampling");
                    return asked(c, "greeting", sampling("Generate a greeting"));
                }),
                tool("test_streaming_elicitation", (a, c) -> asked(c, "user_name", name())),
                tool("test_input_required_result_elicitation", (a, c) -> asked(c, "user_name", name())),
                tool(
                        "test_input_required_result_sampling",
                        (a, c) -> asked(c, "capital_question", sampling("What is the capital of France?"))),
                tool("test_input_required_result_list_roots", (a, c) -> asked(c, "client_roots", ROOTS)),
                tool("test_input_required_result_request_state", (a, c) -> {
                    c.ask(Map.of("confirm", elicitation("Please confirm", "{\"ok\":{\"type\":\"boolean\"}}", "ok")));
                    return content(text("state-ok"));
                }),
                tool("test_input_required_result_tampered_state", (a, c) -> {
                    c.ask(Map.of("confirm", elicitation("Please confirm", "{\"ok\":{\"type\":\"boolean\"}}", "ok")));
                    return content(text("state-ok"));
                }),
                tool("test_input_required_result_multiple_inputs", (a, c) -> {
                    Map<String, Question> all = new LinkedHashMap<>();
                    all.put("user_name", name());
                    all.put("greeting", sampling("Generate a greeting"));
                    all.put("client_roots", ROOTS);
                    return content(text(c.ask(all).toString()));
                }),
                tool("test_input_required_result_capabilities", (a, c) -> {
                    Map<String, Question> all = new LinkedHashMap<>();
                    all.put("user_name", name());
                    all.put("greeting", sampling("Generate a greeting"));
                    return content(text(c.ask(all).toString()));
                }),
                tool("test_input_required_result_multi_round", (a, c) -> {
                    c.ask(Map.of(
                            "step1",
                            elicitation("Step 1: What is your name?", "{\"name\":{\"type\":\"string\"}}", "name")));
                    return asked(
                            c,
                            "step2",
                            elicitation(
                                    "Step 2: What is your favorite color?",
                                    "{\"color\":{\"type\":\"string\"}}",
                                    "color"));
                }));
    }

    private static final Question ROOTS = new Question("roots/list", Json.object());

    private static Question name() {
        return elicitation("What is your name?", "{\"name\":{\"type\":\"string\"}}", "name");
    }

    private static Question elicitation(String message, String properties, String... required) {
        ObjectNode params = Json.object().put("message", message);
        ObjectNode schema = params.putObject("requestedSchema").put("type", "object");
        schema.set("properties", Json.parse(properties).orElseThrow());
        ArrayNode names = schema.putArray("required");
        for (String one : required) {
            names.add(one);
        }
        return new Question("elicitation/create", params);
    }

    private static Question sampling(String prompt) {
        ObjectNode params = Json.object();
        params.putArray("messages").addObject().put("role", "user").set("content", text(prompt));
        params.put("maxTokens", 100);
        return new Question("sampling/createMessage", params);
    }

    private static ToolResult asked(Call call, String key, Question question)
            throws InputRequired, InterruptedException {
        Map<String, ObjectNode> answers = call.ask(Map.of(key, question));
        return answers.isEmpty()
                ? new ToolResult.Failed("The client cannot be asked.")
                : content(text("Answer: " + answers.get(key)));
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
        return new Prompt(definition, writer, (argument, typed) -> List.of("paris", "park", "party"));
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
                prompt("test_simple_prompt", List.of(), (a, c) -> says(text("This is a simple prompt for testing."))),
                prompt(
                        "test_prompt_with_arguments",
                        List.of("arg1", "arg2"),
                        (a, c) -> says(text(
                                "Prompt with arguments: arg1='" + a.get("arg1") + "', arg2='" + a.get("arg2") + "'"))),
                prompt(
                        "test_prompt_with_embedded_resource",
                        List.of("resourceUri"),
                        (a, c) -> says(
                                embedded(
                                        a.getOrDefault("resourceUri", ""),
                                        "text/plain",
                                        "Embedded resource content for testing."),
                                text("Please process the embedded resource above."))),
                prompt(
                        "test_prompt_with_image",
                        List.of(),
                        (a, c) -> says(image(), text("Please analyze the image above."))),
                prompt(
                        "test_input_required_result_prompt",
                        List.of(),
                        (a, c) -> says(text(c.ask(Map.of(
                                        "user_context",
                                        elicitation(
                                                "What context should the prompt use?",
                                                "{\"context\":{\"type\":\"string\"}}",
                                                "context")))
                                .toString()))));
    }
}
