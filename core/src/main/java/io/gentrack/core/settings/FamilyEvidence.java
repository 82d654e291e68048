package io.gentrack.core.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.settings.Families.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the nodes upstream of one pass say about its family. The walk ends at the samplers of other passes and at VAE decoders:
 * behind them stands the pipeline that made an input picture, which may be of another family.
 */
final class FamilyEvidence {
    private static final Set<String> WEIGHTS = Set.of(".safetensors", ".sft", ".gguf", ".ckpt", ".pt", ".pth", ".bin");

    private final FamilyTables tables;
    private final List<FamilyTables.NodeRule> strong = new ArrayList<>(4);
    private final List<FamilyTables.NodeRule> hints = new ArrayList<>(2);
    private final List<FamilyTables.ClipType> clipTypes = new ArrayList<>(2);
    private final List<FamilyTables.Companion> encoders = new ArrayList<>(2);
    private final List<FamilyTables.Companion> vaes = new ArrayList<>(2);

    private FamilyEvidence(FamilyTables tables) {
        this.tables = tables;
    }

    /**
     * @param others ids of the nodes of other passes
     * @param loaders class types that load the pass's model, wherever they stand
     */
    static FamilyEvidence upstream(
            FamilyTables tables, Graph graph, String start, Set<String> others, List<String> loaders) {
        FamilyEvidence evidence = new FamilyEvidence(tables);
        loaders.forEach(evidence::classType);
        Deque<String> open = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        open.add(start);
        seen.add(start);
        while (!open.isEmpty()) {
            Node node = graph.nodes().get(open.remove());
            if (node == null || node.classType().startsWith("VAEDecode")) {
                continue;
            }
            evidence.classType(node.classType());
            for (var input : node.inputs().entrySet()) {
                if (input.getValue() instanceof Link link) {
                    if (!others.contains(link.node()) && seen.add(link.node())) {
                        open.add(link.node());
                    }
                } else {
                    evidence.literal(node, input.getKey(), input.getValue());
                }
            }
        }
        return evidence;
    }

    /** The VAE that decodes this pass's latent is not upstream of it, but has to fit it. */
    static FamilyEvidence decoder(FamilyTables tables, Graph graph, String pass) {
        FamilyEvidence evidence = new FamilyEvidence(tables);
        for (Node node : graph.nodes().values()) {
            if (node.classType().startsWith("VAEDecode")
                    && node.inputs().get("samples") instanceof Link samples
                    && samples.node().equals(pass)
                    && node.inputs().get("vae") instanceof Link vae) {
                Node loader = graph.nodes().get(vae.node());
                if (loader != null) {
                    loader.inputs().forEach((name, input) -> evidence.literal(loader, name, input));
                }
            }
        }
        return evidence;
    }

    private void classType(String classType) {
        tables.node(classType).ifPresent(rule -> {
            List<FamilyTables.NodeRule> to = rule.level() == Level.HIGH ? strong : hints;
            if (!to.contains(rule)) {
                to.add(rule);
            }
        });
    }

    private void literal(Node node, String name, Input input) {
        String text = text(input);
        if (text.isEmpty()) {
            return;
        }
        if (name.equals("type") && node.classType().contains("CLIPLoader")) {
            boolean dual = node.inputs().containsKey("clip_name2");
            tables.clipType(text, dual).ifPresent(clipTypes::add);
        } else if (isWeights(text)) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean vae = lower.contains("vae") || node.classType().contains("VAELoader");
            boolean encoder = (lower.contains("clip") && !lower.contains("vision"))
                    || lower.contains("encoder")
                    || node.classType().contains("TextEncoder")
                    || node.classType().contains("CLIPLoader");
            if (vae) {
                tables.vae(FileNameWords.of(baseName(text))).ifPresent(vaes::add);
            } else if (encoder) {
                tables.encoder(FileNameWords.of(baseName(text))).ifPresent(encoders::add);
            }
        }
    }

    /** The literal, or the {@code content} of a combo saved as an object; empty for everything else. */
    private static String text(Input input) {
        if (!(input instanceof Literal literal)) {
            return "";
        }
        JsonNode value = literal.value();
        JsonNode text = value.isObject() ? value.path("content") : value;
        return text.isTextual() ? text.textValue() : "";
    }

    private static boolean isWeights(String text) {
        int dot = text.lastIndexOf('.');
        return dot > 0
                && text.length() - dot <= 12
                && WEIGHTS.contains(text.substring(dot).toLowerCase(Locale.ROOT));
    }

    static String baseName(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    List<FamilyTables.NodeRule> strong() {
        return strong;
    }

    List<FamilyTables.NodeRule> hints() {
        return hints;
    }

    /**
     * What encoder file, CLIP type and VAE come to together. The encoder is what really ran, so where it disagrees with the
     * type it wins; the VAE only tells apart what the others leave open.
     */
    Optional<Families.Family> companions() {
        Optional<FamilyTables.Companion> encoder = first(encoders);
        Optional<FamilyTables.ClipType> type = clipTypes.stream().findFirst();
        Optional<FamilyTables.Companion> vae = first(vaes);
        List<String> open = encoder.map(FamilyTables.Companion::families).orElse(List.of());
        boolean decided = encoder.map(FamilyTables.Companion::decides).orElse(false);
        String source = "companion";
        Level level = Level.MEDIUM;
        if (type.isPresent()) {
            List<String> both = both(open, type.get().families());
            if (open.isEmpty() || !both.isEmpty()) {
                source = "clip_type";
                level = type.get().level();
                decided = true;
                open = open.isEmpty() ? type.get().families() : both;
            } else if (!decided) {
                source = "clip_type";
                level = Level.LOW;
                decided = true;
                open = type.get().families();
            } else {
                level = Level.LOW;
            }
        }
        if (vae.isPresent()) {
            List<String> both = both(open, vae.get().families());
            if (!both.isEmpty()) {
                open = both;
                decided = true;
            } else if (open.isEmpty()) {
                open = vae.get().families();
                decided = vae.get().decides();
            }
        }
        return decided ? Optional.of(new Families.Family(open.get(0), source, level)) : Optional.empty();
    }

    private static Optional<FamilyTables.Companion> first(List<FamilyTables.Companion> found) {
        return found.stream()
                .filter(FamilyTables.Companion::decides)
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    /** In the order of the narrower evidence, which is the second. */
    private static List<String> both(List<String> a, List<String> b) {
        List<String> both = new ArrayList<>(b);
        both.retainAll(a);
        return both;
    }
}
