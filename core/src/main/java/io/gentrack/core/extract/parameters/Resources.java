package io.gentrack.core.extract.parameters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CivitAI's list of what was used: {@code [{"type": "lora", "weight": 0.8, "modelVersionId": 1}]}. The number of a version is
 * the name where the list has no other: it says which file it was, which a missing name would not.
 */
final class Resources {
    private static final Pattern AIR = Pattern.compile("urn:air:[^:]*:([^:]*):civitai:[0-9]+@([0-9]+)");

    private Resources() {}

    /**
     * @param key under which the list stands
     */
    static void read(JsonNode list, Said said, String key) {
        boolean model = said.model().isPresent();
        boolean loras = !said.loras().isEmpty() || said.text("prompt").contains("<lora:");
        for (JsonNode item : list) {
            String type = item.path("type").asText("").toLowerCase(Locale.ROOT);
            String version = item.path("modelVersionId").asText();
            Matcher air = AIR.matcher(item.path("air").asText());
            if (air.matches()) {
                type = type.isEmpty() ? air.group(1) : type;
                version = version.isEmpty() ? air.group(2) : version;
            }
            if (!version.matches("[0-9]{1,18}")) {
                continue;
            }
            // A list of one has to be the model: nothing runs without one.
            boolean checkpoint = type.equals("checkpoint") || (type.isEmpty() && list.size() == 1);
            String name = item.path("modelName").asText();
            name = name.isEmpty() ? FileHash.CIVITAI + ":" + version : name;
            if (checkpoint && !model) {
                said.model(new Said.Entry(key, name));
                said.hash(new FileHash(FileHash.CIVITAI, version, name, "checkpoints"));
                model = true;
            } else if (isLora(type) && !loras) {
                JsonNode weight = item.has("weight") ? item.path("weight") : item.path("strength");
                said.lora(new Said.LoraSaid(name, weight.asText(""), weight.asText(""), key));
                said.hash(new FileHash(FileHash.CIVITAI, version, name, "loras"));
            }
        }
    }

    private static boolean isLora(String type) {
        return switch (type) {
            case "lora", "locon", "dora", "lycoris" -> true;
            default -> false;
        };
    }
}
