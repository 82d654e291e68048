package io.gentrack.core.extract;

import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Node;
import io.gentrack.core.graph.NodeDefinition;
import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.Meaning;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.OutputKind;
import io.gentrack.core.spi.PassDraft;
import io.gentrack.core.spi.Stack;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be said of a node that nobody described. References go through where exactly one candidate stands there; numbers
 * and texts do not. The names that ComfyUI's own nodes gave to their inputs ({@code sampler_name}, {@code unet_name},
 * {@code lora_name}) mean the same in every pack seen, so a sampler, a loader or a LoRA node is read by them, with a note.
 */
final class UnknownNode {
    private static final int MOST_CANDIDATES = 48;

    /**
     * @param rest what an output brings whose type nobody knows
     */
    record Guess(Meaning meaning, Value rest) {
        static final Guess NONE = new Guess(Meaning.NOTHING, Value.ABSENT);
    }

    /** Input names that name a weights file, with the folder key it is in. */
    private static final Map<String, String> LOADERS = Map.of(
            "ckpt_name", "checkpoints",
            "checkpoint", "checkpoints",
            "checkpoint_name", "checkpoints",
            "ckpt", "checkpoints",
            "unet_name", "diffusion_models",
            "diffusion_model", "diffusion_models",
            "diffusion_name", "diffusion_models",
            "gguf_name", "unet_gguf");

    /** {@code SaveImagePlus}, {@code Image Save (…)}, {@code my_save}, {@code VideoSaver}, {@code UploadToS3}. */
    private static final Pattern SAVES =
            Pattern.compile("(?:^|[^A-Za-z])save(?![a-z])|(?:^|[^A-Z])Save(?![a-z])|[Ss]aver|SAVE|[Uu]pload ?To");

    /** What a node saves that gives its input to others as well; "save" alone may be about memory. */
    private static final Pattern PICTURES = Pattern.compile("image|img|picture|video|latent|gif|webp|png|jpe?g|audio");

    /** What a slider has beside its value and does not change it. */
    private static final Pattern BESIDE_A_VALUE = Pattern.compile(
            "(?i)(?:min|max|step)(?:imum)?(?:_?value)?|decimals|precision|label|title|name|note|description|unit|control_after_generate");

    private static final Pattern SHIFT = Pattern.compile("(?i)(?:.*[_ -])?shift");

    private final NodeView node;
    private final Optional<NodeDefinition> definition;
    private final List<Note> notes = new ArrayList<>();

    private UnknownNode(NodeView node, Optional<NodeDefinition> definition) {
        this.node = node;
        this.definition = definition;
    }

    static Guess read(NodeView node, Optional<NodeDefinition> definition) {
        return new UnknownNode(node, definition).guess();
    }

    /**
     * Whether a node nobody described ends the graph. ComfyUI runs only what an output node asks for, so a node that gives
     * nothing to anybody is one, unless it has outputs that nobody took; one that says by its name that it saves pictures is
     * one either way.
     */
    static Optional<OutputKind> output(Node node, Optional<NodeDefinition> definition, boolean consumed) {
        boolean pictures =
                PICTURES.matcher(node.classType().toLowerCase(Locale.ROOT)).find();
        if (SAVES.matcher(node.classType()).find() && (!consumed || pictures)) {
            return Optional.of(OutputKind.SAVE);
        }
        boolean gives =
                !definition.map(NodeDefinition::outputs).orElse(List.of()).isEmpty()
                        || !node.outputTypes().isEmpty();
        return consumed || gives ? Optional.empty() : Optional.of(OutputKind.PREVIEW);
    }

    private Guess guess() {
        List<Value> candidates = candidates();
        List<PassDraft> passes = UnknownSampler.read(node, types());
        if (!passes.isEmpty()) {
            note("sampler-by-input-names", "read as a sampler by the names of its inputs");
        }
        Optional<Value.Model> model = model(candidates);
        Optional<Value.Loras> stack = stack(candidates);
        List<Value> offered = new ArrayList<>();
        stack.ifPresent(offered::add);
        Optional<Value.Sigmas> schedule = UnknownSampler.schedule(node, types(), candidates);
        schedule.ifPresent(made -> {
            note("scheduler-by-input-names", "read as a scheduler by the names of its inputs");
            offered.add(made);
        });
        for (Value candidate : candidates) {
            // A stack is in the one made here; what became of a schedule nobody knows.
            boolean replaced = candidate instanceof Value.Sigmas
                    || (stack.isPresent() && candidate instanceof Value.Loras)
                    || (model.isPresent() && candidate instanceof Value.Model);
            if (candidate instanceof Value.Picture picture) {
                offered.add(UnknownPictures.resized(node, picture));
            } else if (!replaced) {
                offered.add(candidate);
            }
        }
        model.ifPresent(offered::add);
        boolean loads =
                model.isPresent() && node.classType().toLowerCase(Locale.ROOT).contains("load");
        Optional<Value> constant = passes.isEmpty() && !loads ? constant() : Optional.empty();
        List<String> types = definition
                .map(NodeDefinition::outputs)
                .filter(o -> !o.isEmpty())
                .orElse(node.node().outputTypes());
        List<Value> outputs = new ArrayList<>(types.size());
        for (String type : types) {
            outputs.add(output(type, offered, model, schedule, constant));
        }
        Value rest = constant.orElseGet(() -> new Value.Opaque("*", offered));
        return new Guess(new Meaning(outputs, passes, Optional.empty(), notes), rest);
    }

    /** A node that takes no model and names LoRAs makes a stack of them, behind those it is given. */
    private Optional<Value.Loras> stack(List<Value> candidates) {
        boolean model = candidates.stream().anyMatch(Value.Model.class::isInstance);
        if (model || UnknownLoras.of(node).isEmpty()) {
            return Optional.empty();
        }
        note("lora-by-input-names", "read as a stack of LoRAs by the names of its inputs");
        return Optional.of(new Value.Loras(Stack.<Lora>empty().pushAll(loras(candidates))));
    }

    private List<String> types() {
        return definition
                .map(NodeDefinition::outputs)
                .filter(o -> !o.isEmpty())
                .orElse(node.node().outputTypes());
    }

    /** What is linked into the node, pipes and unknown values taken apart, each once. */
    private List<Value> candidates() {
        Set<Value> candidates = new LinkedHashSet<>();
        for (Input input : node.node().inputs().values()) {
            if (input instanceof Link link) {
                Value value = node.follow(link);
                if (value instanceof Value.Opaque opaque) {
                    opaque.candidates().forEach(c -> offer(candidates, c));
                } else {
                    offer(candidates, value);
                }
            }
        }
        return List.copyOf(candidates);
    }

    private static void offer(Set<Value> candidates, Value value) {
        boolean reference = value instanceof Value.Model
                || value instanceof Value.Picture
                || value instanceof Value.Conditioning
                || value instanceof Value.Algorithm
                || value instanceof Value.Guider
                || value instanceof Value.Sigmas
                || value instanceof Value.Loras
                || value instanceof Value.Bundle;
        if (reference && candidates.size() < MOST_CANDIDATES) {
            candidates.add(value);
        }
    }

    private Value output(
            String type,
            List<Value> offered,
            Optional<Value.Model> model,
            Optional<Value.Sigmas> schedule,
            Optional<Value> constant) {
        String upper = type.toUpperCase(Locale.ROOT);
        Value.Opaque opaque = new Value.Opaque(type, offered);
        return switch (upper) {
            case "LATENT", "IMAGE", "VIDEO", "AUDIO", "MESH", "VOXEL" ->
                UnknownPictures.of(upper.equals("LATENT") ? Value.Form.LATENT : Value.Form.IMAGE, offered);
            case "CONDITIONING" ->
                Values.conditioning(opaque).<Value>map(c -> c).orElse(opaque);
            case "*", "", "COMFY_MATCHTYPE_V3" -> constant.orElseGet(() -> new Value.Opaque("*", offered));
            case "INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", "NUMBER" ->
                constant.orElseGet(() -> Value.Opaque.of(type));
            case "SIGMAS" -> schedule.<Value>map(s -> s).orElseGet(() -> Value.Opaque.of(type));
            case "SAMPLER", "GUIDER", "LORA_STACK" -> opaque;
            default ->
                upper.endsWith("MODEL") && !upper.contains("UPSCALE") && !upper.contains("CLIP")
                        ? model.<Value>map(m -> m).orElse(opaque)
                        : Trails.carriesPictures(type) ? opaque : Value.Opaque.of(type);
        };
    }

    /** The one model that goes in, with the LoRA the node names; or the file it loads. */
    private Optional<Value.Model> model(List<Value> candidates) {
        List<Value.Model> models = candidates.stream()
                .filter(Value.Model.class::isInstance)
                .map(Value.Model.class::cast)
                .toList();
        if (models.size() == 1) {
            List<Lora> loras = loras(candidates);
            if (!loras.isEmpty()) {
                note("lora-by-input-names", "read as a LoRA by the names of its inputs");
            }
            Value.Model model = models.get(0).withLoras(loras);
            if (model.shift().isEmpty() || !shifts(node)) {
                return Optional.of(model);
            }
            note("shift-not-known", "has an input for a shift; which one is in force behind it is not known");
            return Optional.of(model.withShift(Optional.empty()));
        }
        if (!models.isEmpty()) {
            note("several-models", "takes " + models.size() + " models; which one comes out is not known");
            return Optional.empty();
        }
        return loaded();
    }

    /** Whether an input is called a shift, as in nodes that set another schedule: {@code shift}, {@code flow_shift}, {@code Max Shift}. */
    static boolean shifts(NodeView node) {
        return node.inputNames().stream().anyMatch(name -> SHIFT.matcher(name).matches());
    }

    /** The LoRAs of a stack that goes into a LoRA node, and those the node names itself. */
    private List<Lora> loras(List<Value> candidates) {
        List<Lora> loras = new ArrayList<>();
        boolean takesStacks = node.classType().toLowerCase(Locale.ROOT).contains("lora");
        for (Value candidate : candidates) {
            if (takesStacks && candidate instanceof Value.Loras stack) {
                loras.addAll(stack.loras().toList());
            }
        }
        loras.addAll(UnknownLoras.of(node));
        return loras;
    }

    /** Many packs load helper networks from the same folders; where the outputs are typed, one has to be a MODEL. */
    private Optional<Value.Model> loaded() {
        List<String> types = types();
        if (!types.isEmpty() && types.stream().noneMatch(t -> t.equalsIgnoreCase("MODEL") || t.equals("*"))) {
            return Optional.empty();
        }
        List<ModelFile> files = new ArrayList<>();
        for (String input : node.inputNames()) {
            Optional<String> kind = Optional.ofNullable(LOADERS.get(input.toLowerCase(Locale.ROOT)))
                    .or(() -> folder(input));
            Optional<Value.Text> file = kind.isPresent() ? Values.fileName(node.value(input)) : Optional.empty();
            file.ifPresent(f -> files.add(new ModelFile(f, kind.get(), node.classType(), node.id())));
        }
        if (files.size() != 1) {
            return Optional.empty();
        }
        note(
                "loader-by-input-names",
                "read as a loader of " + files.get(0).name().value() + " by the names of its inputs");
        return Optional.of(new Value.Model(files, Stack.empty(), Optional.empty()));
    }

    /** The folder of a file list, where the node's definition says it and the folder holds diffusion models. */
    private Optional<String> folder(String input) {
        return definition.flatMap(d -> d.slots().stream()
                .filter(s -> s.name().equals(input))
                .map(NodeDefinition.Slot::options)
                .filter(o -> o.equals("checkpoints") || o.equals("diffusion_models") || o.equals("unet_gguf"))
                .findFirst());
    }

    /**
     * A node without links and with one value is that value (primitives of any pack), also where limits and labels of a slider
     * stand beside it.
     */
    private Optional<Value> constant() {
        Set<String> names = node.inputNames();
        Optional<String> only = names.size() == 1
                ? names.stream().findFirst()
                : names.stream().filter(n -> n.equalsIgnoreCase("value")).findFirst();
        boolean alone = only.isPresent()
                && names.stream()
                        .allMatch(n -> !node.isLinked(n)
                                && (n.equals(only.get())
                                        || BESIDE_A_VALUE.matcher(n).matches()));
        return only.filter(n -> alone)
                .map(node::value)
                .filter(v -> v instanceof Value.Num || v instanceof Value.Text || v instanceof Value.Flag);
    }

    private void note(String code, String message) {
        notes.add(new Note(code, node.id(), node.classType() + " is not known; " + message));
    }
}
