package io.gentrack.core.extract;

import io.gentrack.core.extract.description.Renaming;
import io.gentrack.core.graph.NodeDefinition;
import io.gentrack.core.graph.NodeDefinitions;
import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.NodeExtractor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every node type that is known, and who speaks for it. A description of the user stands above a plug-in jar, that above the
 * built-in ones; inside a layer the first wins and the clash is reported.
 */
public final class Extractors {
    /** Who may speak for a node type, the strongest first. */
    public enum Layer {
        USER,
        PLUGIN,
        BUILT_IN
    }

    /**
     * One claim on a node type.
     *
     * @param origin file or plug-in, for people
     */
    public record Claim(String classType, Layer layer, String origin, NodeExtractor extractor) {}

    private final Map<String, Claim> winners;
    private final Map<String, List<Claim>> shadowed;
    private final List<Renaming> renamings;
    private final NodeDefinitions definitions;
    private final List<Note> notes;
    private final String version;

    private Extractors(Builder builder) {
        this.winners = Map.copyOf(builder.winners);
        this.shadowed = Collections.unmodifiableMap(new TreeMap<>(builder.shadowed));
        this.renamings = List.copyOf(builder.renamings);
        this.definitions = renamed(builder.definitions, renamings);
        this.notes = List.copyOf(builder.notes);
        this.version = builder.version.toString();
    }

    /** Who speaks for a class; where nobody does, who speaks for the class that it is another name of. */
    public Optional<NodeExtractor> find(String classType) {
        Optional<Claim> claim = Optional.ofNullable(winners.get(classType));
        for (Renaming renaming : claim.isPresent() ? List.<Renaming>of() : renamings) {
            claim = claim.or(() -> renaming.original(classType).map(winners::get));
        }
        return claim.map(Claim::extractor);
    }

    private static NodeDefinitions renamed(NodeDefinitions known, List<Renaming> renamings) {
        return classType -> {
            Optional<NodeDefinition> definition = known.find(classType);
            for (Renaming renaming : definition.isPresent() ? List.<Renaming>of() : renamings) {
                if (renaming.sameWidgets()) {
                    definition =
                            definition.or(() -> renaming.original(classType).flatMap(known::find));
                }
            }
            return definition;
        };
    }

    public Optional<NodeDefinition> definition(String classType) {
        return definitions.find(classType);
    }

    public NodeDefinitions definitions() {
        return definitions;
    }

    /** The claims in force, by class type. */
    public Map<String, Claim> claims() {
        return Collections.unmodifiableMap(new TreeMap<>(winners));
    }

    /** Claims that another one stands above, by class type. */
    public Map<String, List<Claim>> shadowed() {
        return shadowed;
    }

    /** What went wrong while loading plug-ins, and clashes. */
    public List<Note> notes() {
        return notes;
    }

    /** Changes when any plug-in does: files are then read again. */
    public String version() {
        return version;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects claims; not for use by several threads. */
    public static final class Builder {
        private final Map<String, Claim> winners = new HashMap<>();
        private final Map<String, List<Claim>> shadowed = new HashMap<>();
        private final List<Renaming> renamings = new ArrayList<>();
        private final List<Note> notes = new ArrayList<>();
        private final StringBuilder version = new StringBuilder();
        private NodeDefinitions definitions = NodeDefinitions.none();

        private Builder() {}

        public Builder add(Layer layer, String origin, NodeExtractor extractor) {
            for (String classType : extractor.classTypes()) {
                claim(new Claim(classType, layer, origin, extractor));
            }
            return this;
        }

        private void claim(Claim claim) {
            Optional<Claim> before = Optional.ofNullable(winners.get(claim.classType()));
            if (before.isEmpty()) {
                winners.put(claim.classType(), claim);
                return;
            }
            Claim known = before.get();
            boolean stronger = claim.layer().compareTo(known.layer()) < 0;
            if (stronger) {
                winners.put(claim.classType(), claim);
            } else if (claim.layer() == known.layer()) {
                notes.add(Note.of(
                        "node-type-clash",
                        claim.classType() + " is described by " + known.origin() + " and by " + claim.origin() + "; "
                                + known.origin() + " is used"));
            }
            shadowed.computeIfAbsent(claim.classType(), c -> new ArrayList<>()).add(stronger ? known : claim);
        }

        /** Asked in the order in which they are added. */
        public Builder rename(Renaming renaming) {
            renamings.add(renaming);
            return this;
        }

        /** Signatures that stand above those added before. */
        public Builder definitions(NodeDefinitions more) {
            definitions = more.orElse(definitions);
            return this;
        }

        public Builder version(String part) {
            version.append(version.isEmpty() ? "" : "+").append(part);
            return this;
        }

        public Builder note(Note note) {
            notes.add(note);
            return this;
        }

        public Extractors build() {
            return new Extractors(this);
        }
    }
}
