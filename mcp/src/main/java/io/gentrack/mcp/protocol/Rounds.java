package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The rounds of a stateless call that asks its client: what was answered so far travels with the client as {@code requestState}, sealed
 * by a secret of this process together with what was called, so that no answer can be invented or carried to another call.
 */
final class Rounds {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;

    Rounds() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        secret = new SecretKeySpec(random, ALGORITHM);
    }

    /** Answers of all rounds by the key of their question; what is no object is no answer. */
    Map<String, ObjectNode> answers(String method, JsonNode params) throws RpcError {
        Map<String, ObjectNode> answers = new LinkedHashMap<>();
        if (params.has("requestState")) {
            collect(opened(method, params), answers);
        }
        JsonNode responses = params.path("inputResponses");
        if (!responses.isMissingNode() && !responses.isObject()) {
            throw new RpcError(RpcError.INVALID_PARAMS, "inputResponses must be an object");
        }
        collect(responses, answers);
        return answers;
    }

    private static void collect(JsonNode from, Map<String, ObjectNode> answers) {
        from.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode answer) {
                answers.put(field.getKey(), answer);
            }
        });
    }

    /** The result that asks. */
    ObjectNode result(String method, JsonNode params, Map<String, ObjectNode> answers, InputRequired missing) {
        ObjectNode result = Json.object().put("resultType", "input_required");
        ObjectNode requests = result.putObject("inputRequests");
        missing.questions().forEach((key, question) -> requests.set(key, question.json()));
        ObjectNode state = Json.object();
        answers.forEach(state::set);
        String body = base64(Json.bytes(state));
        result.put("requestState", body + '.' + base64(seal(body, method, params)));
        return result;
    }

    private JsonNode opened(String method, JsonNode params) throws RpcError {
        String[] parts = params.path("requestState").asText().split("\\.", -1);
        try {
            if (parts.length == 2
                    && MessageDigest.isEqual(
                            seal(parts[0], method, params),
                            Base64.getUrlDecoder().decode(parts[1]))) {
                return Json.parse(Base64.getUrlDecoder().decode(parts[0])).orElseGet(Json::object);
            }
        } catch (IllegalArgumentException e) {
            throw notOurs();
        }
        throw notOurs();
    }

    private static RpcError notOurs() {
        return new RpcError(
                RpcError.INVALID_PARAMS,
                "requestState is not of this server, or of another call; call again without it");
    }

    private byte[] seal(String body, String method, JsonNode params) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(Json.bytes(Json.array()
                    .add(body)
                    .add(method)
                    .add(params.path("name").asText())
                    .add(params.path("arguments").toString())));
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static String base64(byte[] bytes) {
        return new String(Base64.getUrlEncoder().withoutPadding().encode(bytes), StandardCharsets.US_ASCII);
    }
}
