package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.Extractors.Claim;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which node types are known, and who speaks for each. */
@Command(
        name = "nodes",
        description = {
            "Show which ComfyUI nodes are known, who describes each, and which descriptions stand behind another.",
            "Without TEXT a line for each pack; with TEXT the node types whose name or pack has it."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack nodes ksampler",
            "  gentrack nodes unknown ~/ComfyUI/output",
            "  gentrack nodes check my-node.json --graph workflow.json"
        })
final class NodesCommand extends GentrackCommand {
    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "A part of a node type or pack, in any case.")
    Optional<String> text = Optional.empty();

    @Option(names = "--all", description = "Every node type.")
    boolean all;

    NodesCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() {
        Extractors extractors = extractors();
        List<Claim> claims =
                extractors.claims().values().stream().filter(this::wanted).toList();
        if (options.json) {
            print(json(extractors, claims));
        } else if (all || text.isPresent()) {
            types(extractors, claims);
        } else {
            packs(extractors, claims);
        }
        return Exit.DONE;
    }

    private boolean wanted(Claim claim) {
        return text.map(t -> t.toLowerCase(Locale.ROOT))
                .map(t -> claim.classType().toLowerCase(Locale.ROOT).contains(t)
                        || claim.origin().toLowerCase(Locale.ROOT).contains(t))
                .orElse(true);
    }

    private void types(Extractors extractors, List<Claim> claims) {
        if (claims.isEmpty()) {
            note("No node type with \"" + text.orElse("") + "\" in it is known. To see which ones your files need:"
                    + " gentrack nodes unknown PATH");
            return;
        }
        Table table = new Table(
                Column.name("Node type"), Column.text("Layer"), Column.name("Described by"), Column.name("Instead of"));
        for (Claim claim : claims) {
            table.row(
                    claim.classType(),
                    layer(claim),
                    claim.origin(),
                    shadowed(extractors, claim).stream().map(Claim::origin).collect(Collectors.joining(", ")));
        }
        print(table, "");
    }

    private void packs(Extractors extractors, List<Claim> claims) {
        Map<String, Long> count = new TreeMap<>();
        Map<String, String> layers = new TreeMap<>();
        for (Claim claim : claims) {
            count.merge(claim.origin(), 1L, Long::sum);
            layers.put(claim.origin(), layer(claim));
        }
        Table table = new Table(Column.name("Described by"), Column.text("Layer"), Column.number("Node types"));
        count.forEach((origin, types) -> table.row(origin, layers.getOrDefault(origin, ""), Spell.count(types)));
        print(table, "");
        print("");
        print(Spell.count(claims.size()) + " node types in all.");
        extractors.shadowed().forEach((type, behind) -> {
            Optional.ofNullable(extractors.claims().get(type))
                    .filter(claim -> claim.layer() != Extractors.Layer.BUILT_IN)
                    .ifPresent(claim -> print(type + ": " + claim.origin() + " is used instead of "
                            + behind.stream().map(Claim::origin).collect(Collectors.joining(", "))));
        });
        note("");
        note("Your own descriptions (*.json) and plug-ins (*.jar) go into " + pluginFolder());
    }

    private static List<Claim> shadowed(Extractors extractors, Claim claim) {
        return extractors.shadowed().getOrDefault(claim.classType(), List.of());
    }

    private static String layer(Claim claim) {
        return switch (claim.layer()) {
            case USER -> "yours";
            case PLUGIN -> "plug-in";
            case BUILT_IN -> "built-in";
        };
    }

    private static ObjectNode json(Extractors extractors, List<Claim> claims) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode nodes = json.putArray("nodes");
        for (Claim claim : claims) {
            ObjectNode node = claim(nodes.addObject(), claim);
            ArrayNode shadowed = node.putArray("shadowed");
            shadowed(extractors, claim).forEach(s -> claim(shadowed.addObject(), s));
        }
        ArrayNode notes = json.putArray("notes");
        extractors
                .notes()
                .forEach(note -> notes.addObject().put("code", note.code()).put("message", note.message()));
        return json;
    }

    private static ObjectNode claim(ObjectNode json, Claim claim) {
        return json.put("class_type", claim.classType())
                .put("layer", claim.layer().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("origin", claim.origin());
    }
}
