package io.gentrack.core.settings;

import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Pass;
import io.gentrack.core.extract.parameters.FileHash;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The family of a pass from the graph alone: nodes and loaders that only one architecture has, the model's file name, text
 * encoder and VAE, then the folder. Nodes decide the architecture; names refine the lineage inside it. The size of a latent is
 * no evidence: what nothing says is unknown.
 */
public final class GraphFamilies implements Families {
    /** Speed-up LoRAs are made for one family and say which; other LoRAs say nothing about the model. */
    private static final List<String> SPEED_UPS = List.of("lightning", "lightx2v", "causvid", "turbo", "hyper+lora");

    private final FamilyTables tables;

    public GraphFamilies() {
        this(FamilyTables.builtIn());
    }

    public GraphFamilies(FamilyTables tables) {
        this.tables = Objects.requireNonNull(tables, "tables is null");
    }

    /** A family read from a name. */
    private record Named(String family, boolean several) {}

    @Override
    public Family of(Graph graph, Extraction extraction, int pass) {
        Pass run = extraction.passes().get(pass);
        Optional<Family> said = said(graph, run);
        if (said.isPresent()) {
            return said.get();
        }
        FamilyEvidence evidence = FamilyEvidence.upstream(
                tables,
                graph,
                run.node(),
                others(extraction, run),
                run.models().stream().map(ModelFile::loader).toList());
        Optional<Named> name = fileName(run.models());
        if (!evidence.strong().isEmpty()) {
            Optional<Family> family = byNode(evidence, name);
            if (family.isPresent()) {
                return refined(family.get(), run);
            }
        }
        if (name.isPresent()) {
            return byName(name.get(), evidence);
        }
        return evidence.companions()
                .or(() -> FamilyEvidence.decoder(tables, graph, run.node()).companions())
                .map(family -> refined(family, run))
                .or(() -> byHint(evidence, run))
                .or(() -> folder(run.models()).map(f -> new Family(f.family(), "folder", Level.LOW)))
                .or(() -> speedUp(run.loras()))
                .orElse(Family.UNKNOWN);
    }

    /** Pictures made on CivitAI carry its word for the base model, and often nothing else that tells. */
    private static Optional<Family> said(Graph graph, Pass run) {
        return Optional.ofNullable(graph.nodes().get(run.node()))
                .filter(node -> node.classType().equals(FileHash.CIVITAI))
                .map(node -> node.inputs().get("baseModel"))
                .filter(Literal.class::isInstance)
                .flatMap(input -> BaseModels.family(((Literal) input).value().asText()))
                .map(family -> new Family(family, "text", Level.MEDIUM));
    }

    private static Set<String> others(Extraction extraction, Pass run) {
        Set<String> others = new HashSet<>();
        for (Pass pass : extraction.passes()) {
            if (!pass.node().equals(run.node())) {
                others.add(pass.node());
            }
        }
        return others;
    }

    /** Nodes against name. Empty where the nodes contradict each other and nothing settles it. */
    private Optional<Family> byNode(FamilyEvidence evidence, Optional<Named> name) {
        if (name.isPresent()) {
            String named = name.get().family();
            for (FamilyTables.NodeRule rule : evidence.strong()) {
                if (rule.borrowedBy().contains(named)) {
                    return Optional.of(new Family(named, "file_name", Level.MEDIUM));
                }
            }
            for (FamilyTables.NodeRule rule : evidence.strong()) {
                if (tables.related(rule.family(), named)) {
                    String family = tables.narrower(rule.family(), named);
                    return Optional.of(new Family(
                            family, family.equals(rule.family()) ? "node" : "file_name", trust(name.get(), rule)));
                }
            }
        }
        String family = evidence.strong().get(0).family();
        for (FamilyTables.NodeRule rule : evidence.strong()) {
            if (!tables.related(family, rule.family())) {
                return settled(evidence);
            }
            family = tables.narrower(family, rule.family());
        }
        return Optional.of(new Family(family, "node", name.isPresent() ? Level.MEDIUM : Level.HIGH));
    }

    private Level trust(Named name, FamilyTables.NodeRule rule) {
        return name.several() && !name.family().equals(rule.family()) ? Level.MEDIUM : Level.HIGH;
    }

    /** Nodes of two architectures: the one that the text encoder agrees with. */
    private Optional<Family> settled(FamilyEvidence evidence) {
        return evidence.companions()
                .filter(c -> evidence.strong().stream().anyMatch(rule -> tables.related(rule.family(), c.name())))
                .map(c -> new Family(c.name(), "node", Level.MEDIUM));
    }

    private Family byName(Named name, FamilyEvidence evidence) {
        Optional<Family> companions = evidence.companions();
        Level level = Level.MEDIUM;
        if (name.several()) {
            level = Level.LOW;
        } else if (companions.isPresent()) {
            level = tables.related(companions.get().name(), name.family()) ? Level.HIGH : Level.LOW;
        }
        return new Family(name.family(), "file_name", level);
    }

    private Optional<Family> byHint(FamilyEvidence evidence, Pass run) {
        if (evidence.hints().isEmpty()) {
            return Optional.empty();
        }
        String hint = evidence.hints().get(0).family();
        Optional<Named> folder = folder(run.models());
        return folder.isPresent() && !tables.related(folder.get().family(), hint)
                ? Optional.empty()
                : Optional.of(new Family(hint, "node", Level.MEDIUM));
    }

    /** A folder {@code illustrious} says more than a node that says {@code sdxl}. */
    private Family refined(Family family, Pass run) {
        return folder(run.models())
                .map(Named::family)
                .filter(f -> !f.equals(family.name()) && tables.architecture(f).equals(family.name()))
                .map(f -> new Family(f, "folder", Level.LOW))
                .orElse(family);
    }

    private Optional<Named> fileName(List<ModelFile> models) {
        Optional<Named> first = Optional.empty();
        for (ModelFile model : models) {
            Optional<Named> named = named(FamilyEvidence.baseName(model.name().value()));
            if (first.isEmpty()) {
                first = named;
            } else if (named.isPresent()
                    && !named.get().family().equals(first.get().family())) {
                // A merge of two families is neither of them for sure.
                return Optional.of(new Named(first.get().family(), true));
            }
        }
        return first;
    }

    /** The nearest folder that names a family. */
    private Optional<Named> folder(List<ModelFile> models) {
        for (ModelFile model : models) {
            String[] parts = model.name().value().split("[/\\\\]", 20);
            for (int i = parts.length - 2; i >= 0; i--) {
                Optional<Named> named = named(parts[i]);
                if (named.isPresent()) {
                    return named;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Family> speedUp(List<Lora> loras) {
        for (Lora lora : loras) {
            String base = FamilyEvidence.baseName(lora.name().value());
            if (FileNameWords.of(base).hasAny(SPEED_UPS)) {
                Optional<Named> named = named(base);
                if (named.isPresent() && !named.get().several()) {
                    return Optional.of(new Family(named.get().family(), "companion", Level.LOW));
                }
            }
        }
        return Optional.empty();
    }

    /** The first rule that fits; several families where a later one of another lineage fits as well. */
    private Optional<Named> named(String name) {
        FileNameWords words = FileNameWords.of(name);
        List<FamilyTables.NameRule> found = new ArrayList<>(2);
        for (FamilyTables.NameRule rule : tables.names()) {
            if (rule.matches(words)) {
                found.add(rule);
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        FamilyTables.NameRule first = found.get(0);
        boolean several = found.stream()
                .anyMatch(rule ->
                        !first.covers().contains(rule.family()) && !tables.related(first.family(), rule.family()));
        return Optional.of(new Named(first.family(), several));
    }
}
