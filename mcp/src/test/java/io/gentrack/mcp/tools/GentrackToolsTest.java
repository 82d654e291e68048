package io.gentrack.mcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.advice.Advisor;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.store.StoreException;
import io.gentrack.mcp.comfy.ComfyClient;
import io.gentrack.mcp.comfy.ComfyStandIn;
import io.gentrack.mcp.comfy.Lab;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.McpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GentrackToolsTest {
    @TempDir
    private Path folder;

    private Lab lab;
    private ComfyStandIn comfy;
    private McpServer server;
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final List<ObjectNode> notifications = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        lab = new Lab(folder);
        comfy = new ComfyStandIn();
        server = server(CommunitySettings.NONE);
    }

    private McpServer server(CommunitySettings community) throws Exception {
        Advisor advisor = new Advisor(lab.store, Presets.builtIn(), community);
        Parts parts = new Parts(
                lab.store,
                () -> advisor,
                lab::analyzer,
                lab.log,
                new ComfyClient(comfy.address()),
                List.of(Files.createDirectories(folder.resolve("pictures"))),
                community);
        return GentrackTools.server(() -> parts, "1", faults::add);
    }

    @AfterEach
    void stop() throws Exception {
        comfy.close();
        lab.close();
        assertThat(faults).isEmpty();
    }

    private JsonNode ask(String method, ObjectNode params) {
        ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", params);
        return server.answer(request, Call.of(request, notifications::add)).orElseThrow();
    }

    private JsonNode result(String tool, ObjectNode arguments) {
        ObjectNode params = Json.object().put("name", tool);
        params.set("arguments", arguments);
        params.putObject("_meta").put("progressToken", "t");
        return ask("tools/call", params).path("result");
    }

    /** A call that succeeds; what it gives back must fit the schema it promised, and its text must be the same JSON. */
    private JsonNode call(String tool, ObjectNode arguments) {
        JsonNode result = result(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        JsonNode structured = result.path("structuredContent");
        assertThat(result.path("content").get(0).path("text").asText()).isEqualTo(structured.toString());
        assertThat(Schema.faults(structured, definition(tool).path("outputSchema")))
                .isEmpty();
        return structured;
    }

    private String failure(String tool, ObjectNode arguments) {
        JsonNode result = result(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.has("structuredContent")).isFalse();
        return result.path("content").get(0).path("text").asText();
    }

    private JsonNode definition(String tool) {
        for (JsonNode one : ask("tools/list", Json.object()).path("result").path("tools")) {
            if (one.path("name").asText().equals(tool)) {
                return one;
            }
        }
        throw new AssertionError(tool);
    }

    private void history(int... steps) throws StoreException {
        long seed = 0;
        for (int step : steps) {
            String id = comfy.run(Lab.graph(seed++, step), ComfyStandIn.End.SUCCESS);
            assertThat(id).isNotEmpty();
        }
        List<StoreException> failed = new ArrayList<>();
        try {
            comfyHistory(failed);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(failed).isEmpty();
    }

    private void comfyHistory(List<StoreException> failed) throws Exception {
        io.gentrack.mcp.comfy.ComfyHistory.read(comfy.address(), entry -> {
            try {
                lab.log.log(entry);
            } catch (StoreException e) {
                failed.add(e);
            }
        });
    }

    @Test
    void everyToolHasSchemasAndAnnotationsAndTheListNeverChangesItsOrder() {
        String first = ask("tools/list", Json.object()).toString();
        assertThat(ask("tools/list", Json.object()).toString()).isEqualTo(first);
        JsonNode tools = ask("tools/list", Json.object()).path("result").path("tools");
        assertThat(tools.findValuesAsText("name"))
                .contains(
                        "suggest_settings",
                        "generation_stats",
                        "inspect_workflow",
                        "enqueue_workflow",
                        "rate_settings",
                        "search_community_settings");
        for (JsonNode tool : tools) {
            assertThat(tool.path("inputSchema").path("type").asText()).isEqualTo("object");
            assertThat(tool.path("outputSchema").path("type").asText()).isEqualTo("object");
            assertThat(tool.path("annotations").has("readOnlyHint")).isTrue();
            assertThat(tool.path("description").asText()).isNotEmpty();
        }
    }

    @Test
    void suggestionsAreReadyToUseAndBestFirst() throws Exception {
        history(20, 30, 30);
        JsonNode all = call("suggest_settings", Json.object().put("model_family", "SDXL 1.0"));
        JsonNode best = all.path("suggestions").get(0);
        assertThat(best.path("uses").asInt()).isEqualTo(2);
        assertThat(best.path("source").asText()).isEqualTo("history");
        assertThat(best.path("node_inputs").path("KSampler").toString())
                .isEqualTo(
                        "{\"sampler_name\":\"dpmpp_2m\",\"scheduler\":\"karras\",\"steps\":30,\"cfg\":6.5,\"denoise\":1}");
        assertThat(best.path("node_inputs")
                        .path("EmptyLatentImage")
                        .path("height")
                        .asInt())
                .isEqualTo(1216);
        JsonNode portrait =
                call("suggest_settings", Json.object().put("model", "BASE").put("use_case", "portrait"));
        assertThat(portrait.path("suggestions").get(0).path("matching_uses").asInt())
                .isEqualTo(2);
    }

    @Test
    void aLimitLeavesACursorThatLeadsToTheRest() throws Exception {
        history(10, 20, 40);
        JsonNode first = call("suggest_settings", Json.object().put("limit", 2));
        assertThat(first.path("suggestions").size()).isEqualTo(2);
        JsonNode rest = call(
                "suggest_settings",
                Json.object()
                        .put("limit", 2)
                        .put("cursor", first.path("next_cursor").asText()));
        assertThat(rest.path("suggestions").size()).isEqualTo(1);
        assertThat(rest.has("next_cursor")).isFalse();
    }

    @Test
    void nearDuplicatesStandAsOneAndSayHowFarTheyLieApart() throws Exception {
        history(20, 20, 22, 60);
        JsonNode best =
                call("suggest_settings", Json.object()).path("suggestions").get(0);
        assertThat(best.path("uses").asInt()).isEqualTo(2);
        assertThat(best.path("alike").asInt()).isEqualTo(1);
        assertThat(best.path("group_uses").asInt()).isEqualTo(3);
        assertThat(best.path("ranges").path("steps").toString()).isEqualTo("[20,22]");
    }

    @Test
    void whereHistoryIsThinPublishedSettingsAndThoseOfOthersFollow() throws Exception {
        server = server(query -> new CommunitySettings.Answer.Found(List.of(Lab.shared(25)), OptionalInt.empty()));
        history(20);
        JsonNode all = call("suggest_settings", Json.object().put("model_family", "SDXL"));
        assertThat(all.path("suggestions").findValuesAsText("source"))
                .startsWith("history", "preset")
                .endsWith("community");
        JsonNode unused = call("suggest_settings", Json.object().put("model_family", "Z-Image"));
        JsonNode preset = unused.path("suggestions").get(0);
        assertThat(preset.path("source").asText()).isEqualTo("preset");
        assertThat(preset.path("node_inputs").path("KSampler").has("sampler_name"))
                .isTrue();
        assertThat(unused.path("hint").asText()).contains("Z-Image").contains("published");
    }

    @Test
    void whereNothingIsFoundTheAnswerSaysWhatThereIs() throws Exception {
        assertThat(call("suggest_settings", Json.object()).path("hint").asText())
                .contains("gentrack import");
        history(20);
        assertThat(call("suggest_settings", Json.object().put("model_family", "flux"))
                        .path("hint")
                        .asText())
                .contains("flux")
                .contains("sdxl");
        assertThat(call("suggest_settings", Json.object().put("lora", "ink"))
                        .path("hint")
                        .asText())
                .contains("ink")
                .contains("sdxl");
    }

    @Test
    void wrongArgumentsAreToldWithWhatIsRight() {
        assertThat(failure("suggest_settings", Json.object().put("limit", 51))).contains("1 to 50");
        assertThat(failure("suggest_settings", Json.object().put("limit", "many")))
                .contains("whole number");
        assertThat(failure("suggest_settings", Json.object().put("use_case", "poster")))
                .contains("portrait");
        assertThat(failure("suggest_settings", Json.object().put("family", "sdxl")))
                .contains("model_family");
        assertThat(failure("suggest_settings", Json.object().put("cursor", "x")))
                .contains("without it");
        assertThat(failure("rate_settings", Json.object().put("settings_hash", "abc")))
                .contains("rating");
        assertThat(failure(
                        "rate_settings",
                        Json.object().put("settings_hash", "abc").put("rating", "up")))
                .contains("suggest_settings");
    }

    @Test
    void aThumbMovesTheRanking() throws Exception {
        history(20, 30, 30);
        JsonNode second =
                call("suggest_settings", Json.object()).path("suggestions").get(1);
        String hash = second.path("settings_hash").asText();
        assertThat(call(
                                "rate_settings",
                                Json.object().put("settings_hash", hash).put("rating", "up"))
                        .path("uses")
                        .asInt())
                .isEqualTo(1);
        JsonNode best =
                call("suggest_settings", Json.object()).path("suggestions").get(0);
        assertThat(best.path("settings_hash").asText()).isEqualTo(hash);
        assertThat(best.path("rating").asText()).isEqualTo("up");
    }

    @Test
    void statsNameFamiliesAndSamplers() throws Exception {
        history(20, 30);
        JsonNode stats = call("generation_stats", Json.object());
        assertThat(stats.path("executions").asInt()).isEqualTo(2);
        assertThat(stats.path("families").get(0).path("family").asText()).isEqualTo("sdxl");
        assertThat(stats.path("samplers").get(0).path("scheduler").asText()).isEqualTo("karras");
    }

    @Test
    void aWorkflowIsInspectedAndKnownCombinationsAreNamed() throws Exception {
        history(20);
        ObjectNode arguments = Json.object();
        arguments.set("workflow", Lab.graph(77, 20));
        JsonNode inspected = call("inspect_workflow", arguments);
        assertThat(inspected.path("outcome").asText()).isEqualTo("ok");
        assertThat(inspected.path("passes").get(0).path("sampler").asText()).isEqualTo("dpmpp_2m");
        assertThat(inspected.path("known").get(0).path("uses").asInt()).isEqualTo(1);
        JsonNode text = call("inspect_workflow", Json.object().put("workflow", Json.text(Lab.graph(77, 20))));
        assertThat(text).isEqualTo(inspected);
        assertThat(call("inspect_workflow", Json.object().put("workflow", "no JSON"))
                        .path("outcome")
                        .asText())
                .isEqualTo("no-metadata");
    }

    @Test
    void onlyFilesInsideTheAllowedFoldersAreRead() throws Exception {
        Path pictures = folder.resolve("pictures");
        Files.write(pictures.resolve("in.json"), Json.bytes(Lab.graph(1, 20)));
        Files.write(folder.resolve("out.json"), Json.bytes(Lab.graph(1, 20)));
        Files.createSymbolicLink(pictures.resolve("link.json"), folder.resolve("out.json"));
        assertThat(call("inspect_workflow", Json.object().put("path", "in.json"))
                        .path("outcome")
                        .asText())
                .isEqualTo("ok");
        assertThat(call(
                                "inspect_workflow",
                                Json.object()
                                        .put("path", pictures.resolve("in.json").toString()))
                        .path("outcome")
                        .asText())
                .isEqualTo("ok");
        for (String path : List.of(
                "../out.json",
                "link.json",
                folder.resolve("out.json").toString(),
                pictures + "/../out.json",
                "missing.json",
                "/etc/passwd",
                "a\0b")) {
            assertThat(failure("inspect_workflow", Json.object().put("path", path)))
                    .as(path)
                    .contains(pictures.getFileName().toString());
        }
    }

    @Test
    void aWorkflowIsRunWithProgressAndLogged() throws Exception {
        comfy.submittedEnd(ComfyStandIn.End.SUCCESS, 40);
        ObjectNode arguments = Json.object();
        arguments.set("workflow", Lab.graph(9, 20));
        JsonNode done = call("enqueue_workflow", arguments);
        assertThat(done.path("status").asText()).isEqualTo("success");
        assertThat(done.path("logged").asBoolean()).isTrue();
        assertThat(done.path("outputs").get(0).path("filename").asText()).endsWith(".png");
        assertThat(lab.executions()).isEqualTo(1);
        assertThat(notifications).hasSize(2);
        assertThat(notifications.get(0).path("params").path("message").asText()).contains("step 1 of 2");
        // The tracker sees the same run and must not count it again.
        history();
        assertThat(lab.executions()).isEqualTo(1);
    }

    @Test
    void whatComfyRefusesIsToldInItsOwnWords() throws Exception {
        ObjectNode arguments = Json.object();
        ObjectNode graph = Lab.graph(9, 20);
        graph.putObject("8").put("class_type", "NoSuchNode").putObject("inputs");
        arguments.set("workflow", graph);
        assertThat(failure("enqueue_workflow", arguments))
                .contains("failed validation")
                .contains("missing_node_type")
                .contains("\"8\"");
        assertThat(lab.executions()).isZero();
    }

    @Test
    void nodeErrorsOfARunThatIsQueuedAllTheSameAreHandedOn() {
        comfy.answerWithNodeErrors();
        ObjectNode arguments = Json.object();
        arguments.set("workflow", Lab.graph(9, 20));
        assertThat(call("enqueue_workflow", arguments).path("node_errors").has("9"))
                .isTrue();
    }

    @Test
    void aRunThatFailsIsNotLoggedAndSaysWhere() throws Exception {
        comfy.submittedEnd(ComfyStandIn.End.ERROR, 0);
        ObjectNode arguments = Json.object();
        arguments.set("workflow", Lab.graph(9, 20));
        assertThat(failure("enqueue_workflow", arguments)).contains("KSampler").contains("out of memory");
        assertThat(lab.executions()).isZero();
    }

    @Test
    void aRunThatTakesLongerIsLeftRunning() {
        comfy.submittedEnd(ComfyStandIn.End.SUCCESS, 5000);
        ObjectNode arguments = Json.object().put("timeout_seconds", 0);
        arguments.set("workflow", Lab.graph(9, 20));
        assertThat(call("enqueue_workflow", arguments).path("status").asText()).isEqualTo("running");
    }

    @Test
    void whatCannotRunIsToldBeforeItIsSent() throws Exception {
        assertThat(failure("enqueue_workflow", Json.object().put("workflow", "{\"nodes\":[],\"links\":[]}")))
                .contains("Export (API)");
        assertThat(failure("enqueue_workflow", Json.object().put("workflow", "[1]")))
                .contains("class_type");
        comfy.stop();
        ObjectNode arguments = Json.object();
        arguments.set("workflow", Lab.graph(9, 20));
        assertThat(failure("enqueue_workflow", arguments)).contains("--comfyui");
    }

    @Test
    void withoutACommunityServerTheSearchSaysSo() throws Exception {
        JsonNode none = call("search_community_settings", Json.object());
        assertThat(none.path("configured").asBoolean()).isFalse();
        server = server(query -> query.family().isPresent()
                ? new CommunitySettings.Answer.Found(List.of(Lab.shared(20)), OptionalInt.of(7))
                : new CommunitySettings.Answer.Failed("The community server does not answer."));
        JsonNode found = call(
                "search_community_settings",
                Json.object().put("model_family", "sdxl").put("limit", 1));
        JsonNode shared = found.path("settings").get(0);
        assertThat(shared.path("contributors").asInt()).isEqualTo(4);
        assertThat(shared.path("node_inputs").path("KSampler").path("steps").asInt())
                .isEqualTo(20);
        assertThat(found.has("next_cursor")).isTrue();
        assertThat(failure("search_community_settings", Json.object())).contains("suggest_settings");
    }

    @Test
    void resourcesAndThePromptTellTheSameStory() throws Exception {
        history(20, 20);
        List<String> uris = ask("resources/list", Json.object()).path("result").findValuesAsText("uri");
        assertThat(uris).containsExactly("gentrack://stats", "gentrack://family/sdxl");
        for (String uri : uris) {
            String text = ask("resources/read", Json.object().put("uri", uri))
                    .path("result")
                    .path("contents")
                    .get(0)
                    .path("text")
                    .asText();
            assertThat(Json.parse(text).orElseThrow().toString()).contains("sdxl");
        }
        assertThat(ask("resources/read", Json.object().put("uri", "gentrack://family/%"))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32002);
        ObjectNode get = Json.object().put("name", "suggest_settings_for");
        assertThat(ask("prompts/get", get).path("error").path("message").asText())
                .contains("model");
        get.putObject("arguments").put("model", "sdxl");
        assertThat(ask("prompts/get", get).toString()).contains("suggest_settings with it as model_family");
    }
}
