package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Answers single requests of both eras. Keeps nothing between them, so one server serves any number of clients and threads: a request
 * that names its revision in {@code _meta} is modern, any other is legacy, and a legacy request is answered whether or not
 * {@code initialize} came first.
 */
public final class McpServer {
    static final String REVISION_KEY = "io.modelcontextprotocol/protocolVersion";
    static final String LOG_KEY = "io.modelcontextprotocol/logLevel";
    static final String CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
    private static final String SERVER_KEY = "io.modelcontextprotocol/serverInfo";

    private final ServerInfo info;
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Resources resources;
    private final Map<String, Prompt> prompts = new LinkedHashMap<>();
    private final Consumer<Throwable> faults;
    private final Rounds rounds = new Rounds();
    private final Subscriptions subscriptions = new Subscriptions();
    /** Of legacy clients, all together: there is one person behind them. */
    private volatile LogLevel legacyLevel = LogLevel.INFO;

    /**
     * A server; without resources or prompts it does not offer them.
     *
     * @param faults told of handlers that threw; the client only learns that it happened
     */
    public McpServer(
            ServerInfo info, List<Tool> tools, Resources resources, List<Prompt> prompts, Consumer<Throwable> faults) {
        this.info = Objects.requireNonNull(info, "info is null");
        tools.forEach(tool -> this.tools.put(tool.name(), tool));
        this.resources = Objects.requireNonNull(resources, "resources is null");
        prompts.forEach(prompt -> this.prompts.put(prompt.name(), prompt));
        this.faults = Objects.requireNonNull(faults, "faults is null");
    }

    /** Where transports enter clients that can be told of something at any time, under the name they give to {@link #answer}. */
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Tells who subscribed to resources of these addresses that they are others now. */
    public void updated(Predicate<String> changed) {
        subscriptions.updated(changed);
    }

    /** Answers one request of a client without a name. */
    public Optional<ObjectNode> answer(ObjectNode request, Call call) {
        return answer(request, call, "");
    }

    /**
     * Answers one request; empty where it was cancelled. Never throws for what a client sent.
     *
     * @param request a JSON object with an id, see {@link Message}
     * @param client tells clients apart that subscribe
     */
    public Optional<ObjectNode> answer(ObjectNode request, Call call, String client) {
        JsonNode id = request.path("id");
        if (!call.begin()) {
            return Optional.empty();
        }
        ObjectNode answer;
        try {
            ObjectNode result = result(request, call, client);
            answer = Json.object();
            answer.put("jsonrpc", "2.0");
            answer.set("id", id);
            answer.set("result", result);
        } catch (RpcError e) {
            answer = e.answer(id);
        } catch (InterruptedException e) {
            answer = new RpcError(RpcError.INTERNAL, "The server is shutting down.").answer(id);
        } catch (RuntimeException | StackOverflowError e) {
            faults.accept(e);
            answer = new RpcError(RpcError.INTERNAL, "Internal fault of the server; its log on stderr says more.")
                    .answer(id);
        }
        return call.end() ? Optional.of(answer) : Optional.empty();
    }

    private ObjectNode result(ObjectNode request, Call call, String client) throws RpcError, InterruptedException {
        String method = request.path("method").asText();
        JsonNode params = request.path("params");
        JsonNode meta = params.path("_meta");
        if (!meta.has(REVISION_KEY)) {
            if (method.equals("server/discover")) {
                throw new RpcError(RpcError.INVALID_PARAMS, "server/discover needs _meta with " + REVISION_KEY);
            }
            return legacy(method, params, call, client);
        }
        requireModern(meta);
        ObjectNode decorated = Json.object();
        decorated.put("resultType", "complete");
        decorated.setAll(rounds(method, params, call));
        decorated.putObject("_meta").set(SERVER_KEY, info.json());
        return decorated;
    }

    private ObjectNode rounds(String method, JsonNode params, Call call) throws RpcError, InterruptedException {
        call.logFrom(legacyLevel);
        Map<String, ObjectNode> answers = rounds.answers(method, params);
        call.answered(answers);
        try {
            return modern(method, params, call);
        } catch (InputRequired e) {
            return rounds.result(method, params, answers, e);
        }
    }

    private static void requireModern(JsonNode meta) throws RpcError {
        String revision = Json.string(meta, REVISION_KEY)
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMS, REVISION_KEY + " must be a string"));
        if (!Revision.parse(revision).map(Revision::modern).orElse(false)) {
            throw RpcError.unsupported(revision);
        }
        if (!meta.path(CAPABILITIES_KEY).isObject()) {
            throw new RpcError(RpcError.INVALID_PARAMS, "_meta must hold " + CAPABILITIES_KEY + ", an object");
        }
    }

    private ObjectNode legacy(String method, JsonNode params, Call call, String client)
            throws RpcError, InterruptedException {
        call.logFrom(legacyLevel);
        try {
            return switch (method) {
                case "initialize" -> initialize(params);
                case "ping" -> Json.object();
                case "logging/setLevel" -> setLevel(params);
                case "resources/subscribe", "resources/unsubscribe" -> subscribe(method, params, client);
                default -> common(method, params, call, false);
            };
        } catch (InputRequired e) {
            throw new IllegalStateException("a legacy client is asked and waited for", e);
        }
    }

    private ObjectNode setLevel(JsonNode params) throws RpcError {
        legacyLevel = Json.string(params, "level")
                .flatMap(LogLevel::parse)
                .orElseThrow(() -> new RpcError(
                        RpcError.INVALID_PARAMS,
                        "level is one of debug, info, notice, warning, error, critical, alert, emergency"));
        return Json.object();
    }

    private ObjectNode subscribe(String method, JsonNode params, String client) throws RpcError {
        if (resources == Resources.NONE || client.isEmpty()) {
            throw new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found: " + method);
        }
        String uri = Json.string(params, "uri")
                .filter(text -> text.length() <= 1000)
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMS, method + " needs a uri"));
        if (method.equals("resources/subscribe")) {
            subscriptions.add(client, uri);
        } else {
            subscriptions.remove(client, uri);
        }
        return Json.object();
    }

    private ObjectNode modern(String method, JsonNode params, Call call)
            throws RpcError, InterruptedException, InputRequired {
        ObjectNode result = method.equals("server/discover") ? discover() : common(method, params, call, true);
        switch (method) {
            case "server/discover", "tools/list", "prompts/list", "resources/templates/list" ->
                cache(result, 3_600_000);
            // Families come and go with imports; what is read are live figures.
            case "resources/list" -> cache(result, 60_000);
            case "resources/read" -> cache(result, 0);
            default -> {}
        }
        return result;
    }

    /** Private throughout: the figures are one person's. */
    private static void cache(ObjectNode result, int millis) {
        result.put("ttlMs", millis);
        result.put("cacheScope", "private");
    }

    private ObjectNode initialize(JsonNode params) throws RpcError {
        String asked = Json.string(params, "protocolVersion")
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMS, "initialize needs protocolVersion"));
        Revision agreed = Revision.parse(asked).filter(r -> !r.modern()).orElse(Revision.LATEST_LEGACY);
        ObjectNode result = Json.object();
        result.put("protocolVersion", agreed.date());
        ObjectNode capabilities = capabilities();
        capabilities.putObject("logging");
        if (capabilities.get("resources") instanceof ObjectNode offered) {
            offered.put("subscribe", true);
        }
        result.set("capabilities", capabilities);
        result.set("serverInfo", info.json());
        result.put("instructions", info.instructions());
        return result;
    }

    private ObjectNode discover() {
        ObjectNode result = Json.object();
        Revision.dates().forEach(result.putArray("supportedVersions")::add);
        result.set("capabilities", capabilities());
        result.put("instructions", info.instructions());
        return result;
    }

    private ObjectNode capabilities() {
        ObjectNode capabilities = Json.object();
        capabilities.putObject("tools");
        if (resources != Resources.NONE) {
            capabilities.putObject("resources");
        }
        if (!prompts.isEmpty()) {
            capabilities.putObject("prompts");
        }
        if (resources != Resources.NONE || !prompts.isEmpty()) {
            capabilities.putObject("completions");
        }
        return capabilities;
    }

    private ObjectNode common(String method, JsonNode params, Call call, boolean modern)
            throws RpcError, InterruptedException, InputRequired {
        String offered = method;
        if ((method.startsWith("resources/") && resources == Resources.NONE)
                || (method.startsWith("prompts/") && prompts.isEmpty())) {
            offered = "";
        }
        return switch (offered) {
            case "tools/list" ->
                Pages.page(
                        "tools", tools.values().stream().map(Tool::definition).toList(), params);
            case "tools/call" -> call(params, call);
            case "resources/list" -> Pages.page("resources", resources.list(), params);
            case "resources/templates/list" -> Pages.page("resourceTemplates", resources.templates(), params);
            case "resources/read" -> read(params, modern);
            case "prompts/list" ->
                Pages.page(
                        "prompts",
                        prompts.values().stream().map(Prompt::definition).toList(),
                        params);
            case "prompts/get" -> prompt(params, call);
            case "completion/complete" -> complete(params);
            default -> throw new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found: " + shortened(method));
        };
    }

    private ObjectNode call(JsonNode params, Call call) throws RpcError, InterruptedException, InputRequired {
        String name = Json.string(params, "name")
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMS, "tools/call needs the name of a tool"));
        Tool tool = tools.get(name);
        if (tool == null) {
            throw new RpcError(
                    RpcError.INVALID_PARAMS,
                    "Unknown tool: " + shortened(name) + ". Known: " + String.join(", ", tools.keySet()));
        }
        JsonNode arguments = params.path("arguments");
        if (!arguments.isMissingNode() && !arguments.isNull() && !arguments.isObject()) {
            throw new RpcError(RpcError.INVALID_PARAMS, "arguments must be an object");
        }
        ToolResult result;
        try {
            result = tool.handler().call(arguments instanceof ObjectNode given ? given : Json.object(), call);
        } catch (RuntimeException | StackOverflowError e) {
            faults.accept(e);
            result = new ToolResult.Failed("Internal fault of gentrack in " + name
                    + "; its log on stderr says more. Try other arguments, and please report it.");
        }
        return json(result);
    }

    private static ObjectNode json(ToolResult result) {
        ObjectNode json = Json.object();
        if (result instanceof ToolResult.Content content) {
            json.set("content", content.blocks());
            json.put("isError", false);
            return json;
        }
        String text = result instanceof ToolResult.Done done
                ? Json.text(done.json())
                : ((ToolResult.Failed) result).message();
        json.putArray("content").addObject().put("type", "text").put("text", text);
        if (result instanceof ToolResult.Done done) {
            json.set("structuredContent", done.json());
        }
        json.put("isError", result instanceof ToolResult.Failed);
        return json;
    }

    private ObjectNode read(JsonNode params, boolean modern) throws RpcError {
        String uri = Json.string(params, "uri")
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMS, "resources/read needs a uri"));
        Optional<ObjectNode> contents = resources.read(uri);
        if (contents.isEmpty()) {
            throw new RpcError(
                    modern ? RpcError.INVALID_PARAMS : RpcError.RESOURCE_NOT_FOUND,
                    "Resource not found: " + shortened(uri),
                    Optional.of(Json.object().put("uri", shortened(uri))));
        }
        ObjectNode result = Json.object();
        result.putArray("contents").add(contents.get());
        return result;
    }

    private ObjectNode complete(JsonNode params) throws RpcError {
        JsonNode ref = params.path("ref");
        String argument = Completion.required(params.path("argument"), "name");
        String typed = Completion.required(params.path("argument"), "value");
        return Completion.result(
                switch (ref.path("type").asText()) {
                    case "ref/prompt" ->
                        known(Completion.required(ref, "name")).completer().complete(argument, typed);
                    case "ref/resource" -> resources.complete(Completion.required(ref, "uri"), argument, typed);
                    default -> throw new RpcError(RpcError.INVALID_PARAMS, "ref.type is ref/prompt or ref/resource");
                });
    }

    private Prompt known(String name) throws RpcError {
        Prompt prompt = prompts.get(name);
        if (prompt == null) {
            throw new RpcError(
                    RpcError.INVALID_PARAMS,
                    "Unknown prompt: " + shortened(name) + ". Known: " + String.join(", ", prompts.keySet()));
        }
        return prompt;
    }

    private ObjectNode prompt(JsonNode params, Call call) throws RpcError, InterruptedException, InputRequired {
        String name = Json.string(params, "name")
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMS, "prompts/get needs the name of a prompt"));
        Prompt prompt = known(name);
        Map<String, String> given = new LinkedHashMap<>();
        params.path("arguments").properties().forEach(field -> {
            if (field.getValue().isTextual()) {
                given.put(field.getKey(), field.getValue().textValue());
            }
        });
        for (JsonNode argument : prompt.definition().path("arguments")) {
            String wanted = argument.path("name").asText();
            if (argument.path("required").asBoolean() && !given.containsKey(wanted)) {
                throw new RpcError(RpcError.INVALID_PARAMS, "Prompt " + name + " needs the argument " + wanted);
            }
        }
        return prompt.writer().write(given, call);
    }

    /** What a client sent, short enough for a message. */
    private static String shortened(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }

    /** For a message that has no usable id. */
    static JsonNode noId() {
        return NullNode.getInstance();
    }
}
