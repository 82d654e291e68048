package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.models.LocalNames;
import io.gentrack.cli.models.LocalNames.Standing;
import io.gentrack.cli.models.Rekeying;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an import learned about model files, and what hashing would add.
 *
 * @param installs where model files were looked for
 */
record ImportedNames(LocalNames names, Rekeying.Outcome known, List<Path> installs) {
    private static final int SHOWN = 3;

    /** For people; nothing where there is nothing to do. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Set<String> open = names.names(Standing.NOT_HASHED);
        if (!open.isEmpty()) {
            lines.add(Spell.count(open.size(), "model file of these is", "model files of these are")
                    + " here but not hashed yet, so a rename would make "
                    + (open.size() == 1 ? "it another one. " : "them others. ") + "To know "
                    + (open.size() == 1 ? "it" : "them") + " by content:");
            lines.add("  gentrack hash"
                    + installs.stream().map(folder -> " --comfyui " + folder).collect(Collectors.joining()));
        }
        Set<String> alike = names.names(Standing.NAME_ONLY);
        if (!alike.isEmpty()) {
            lines.add(Spell.count(alike.size(), "model name fits", "model names fit")
                    + " a file here by its last part only, which may be another file; kept by name: "
                    + alike.stream().limit(SHOWN).collect(Collectors.joining(", "))
                    + (alike.size() > SHOWN ? ", …" : ""));
        }
        lines.addAll(changes(known));
        return lines;
    }

    /** What re-keying did, for people. */
    static List<String> changes(Rekeying.Outcome known) {
        List<String> lines = new ArrayList<>();
        if (known.files() > 0) {
            lines.add(Spell.count(known.files(), "model file", "model files")
                    + " known by name until now: "
                    + Spell.count(known.combinations(), "combination is", "combinations are")
                    + " now tied to content.");
        }
        if (known.families() > 0) {
            lines.add(Spell.count(known.families(), "combination", "combinations")
                    + " moved to the family that the model file itself says.");
        }
        if (known.readAgain() > 0) {
            lines.add(Spell.count(known.readAgain(), "picture names", "pictures name")
                    + " one of several model files of the same name; the next gentrack import reads "
                    + (known.readAgain() == 1 ? "it" : "them") + " again to tell which.");
        }
        return lines;
    }

    /** For programs; fields are added, never renamed. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("known", names.names(Standing.KNOWN).size());
        json.put("not_hashed", names.names(Standing.NOT_HASHED).size());
        json.put("not_here", names.names(Standing.NOT_HERE).size());
        ArrayNode alike = json.putArray("name_only");
        names.names(Standing.NAME_ONLY).forEach(alike::add);
        json.set("rekeyed", json(known));
        return json;
    }

    static ObjectNode json(Rekeying.Outcome known) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("files", known.files())
                .put("combinations", known.combinations())
                .put("families", known.families())
                .put("read_again", known.readAgain());
    }
}
