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
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.OutputKind;
import io.gentrack.core.spi.PassDraft;
import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Stack;
import io.gentrack.core.spi.Trail;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
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

    /** {@code TCDScheduler}, {@code LCM Scheduler}: the schedule's name and the word. */
    private static final Pattern SCHEDULES = Pattern.compile("^([A-Za-z0-9_+]*?)[ _]?(?:Scheduler|scheduler)");

    private static final Pattern UPSCALES = Pattern.compile("(?i)upscal|super[ _-]?res");

    private static final Pattern DETAILS = Pattern.compile("(?i)detailer|face[ _-]?fix");

    /** What a slider has beside its value and does not change it. */
    private static final Pattern BESIDE_A_VALUE = Pattern.compile(
            "(?i)(?:min|max|step)(?:imum)?(?:_?value)?|decimals|precision|label|title|name|note|description|unit|control_after_generate");

    private static final List<String> SETTINGS_ONLY =
            List.of("provider", "config", "setting", "param", "select", "presampl", "input", "option");

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
        Optional<PassDraft> pass = sampler();
        Optional<Value.Model> model = model(candidates);
        Optional<Value.Loras> stack = stack(candidates);
        List<Value> offered = new ArrayList<>();
        stack.ifPresent(offered::add);
        Optional<Value.Sigmas> schedule = schedule(candidates);
        schedule.ifPresent(offered::add);
        for (Value candidate : candidates) {
            // A stack is in the one made here; what became of a schedule nobody knows.
            boolean replaced = candidate instanceof Value.Sigmas
                    || (stack.isPresent() && candidate instanceof Value.Loras)
                    || (model.isPresent() && candidate instanceof Value.Model);
            if (candidate instanceof Value.Picture picture) {
                offered.add(resized(picture));
            } else if (!replaced) {
                offered.add(candidate);
            }
        }
        model.ifPresent(offered::add);
        boolean loads =
                model.isPresent() && node.classType().toLowerCase(Locale.ROOT).contains("load");
        Optional<Value> constant = pass.isEmpty() && !loads ? constant() : Optional.empty();
        List<String> types = definition
                .map(NodeDefinition::outputs)
                .filter(o -> !o.isEmpty())
                .orElse(node.node().outputTypes());
        List<Value> outputs = new ArrayList<>(types.size());
        for (String type : types) {
            outputs.add(output(type, offered, model, schedule, constant));
        }
        Value rest = constant.orElseGet(() -> new Value.Opaque("*", offered));
        return new Guess(new Meaning(outputs, pass.map(List::of).orElse(List.of()), Optional.empty(), notes), rest);
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

    /**
     * A node that is called a scheduler, takes no schedule and counts steps makes one; as with ComfyUI's own, its name stands
     * for the schedule where no input does. Pickers of a scheduler's name count no steps.
     */
    private Optional<Value.Sigmas> schedule(List<Value> candidates) {
        String name = node.classType();
        Optional<Value.Num> steps = first("steps");
        boolean makes = SCHEDULES.matcher(name).find() && (types().isEmpty() || types().contains("SIGMAS"));
        boolean takes = node.isLinked("sigmas") || candidates.stream().anyMatch(Value.Sigmas.class::isInstance);
        if (!makes || takes || steps.isEmpty() || node.has("sampler_name")) {
            return Optional.empty();
        }
        note("scheduler-by-input-names", "read as a scheduler by the names of its inputs");
        Matcher own = SCHEDULES.matcher(name);
        Optional<Value.Text> named = node.text("scheduler")
                .or(() -> own.find() && !own.group(1).isEmpty()
                        ? Optional.of(new Value.Text(
                                own.group(1).toLowerCase(Locale.ROOT), new Origin.Meant(node.id(), node.classType())))
                        : Optional.empty());
        return Optional.of(new Value.Sigmas(
                named,
                steps,
                first("denoise", "denoise_strength"),
                Optional.empty(),
                Optional.empty(),
                node.number("shift").or(() -> node.model("model").flatMap(Value.Model::shift)),
                false,
                ""));
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
                picture(upper.equals("LATENT") ? Value.Form.LATENT : Value.Form.IMAGE, offered);
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

    /** The passes go on; the size does not, for the node may have changed it. One that is called an upscaler made it larger. */
    private Value.Picture resized(Value.Picture picture) {
        return new Value.Picture(
                picture.form(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                picture.start(),
                picture.masked(),
                picture.trail().scaled(growth()));
    }

    private double growth() {
        if (!UPSCALES.matcher(node.classType()).find()) {
            return Double.NaN;
        }
        return first("factor", "scale", "scale_by", "upscale_by", "upscale_factor", "scale_factor", "upscale")
                .map(Value.Num::value)
                .filter(f -> f > 0)
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static Value picture(Value.Form form, List<Value> offered) {
        Trail trail = Trail.NONE;
        Set<Value.Start> starts = new LinkedHashSet<>();
        for (Value candidate : offered) {
            if (candidate instanceof Value.Picture picture) {
                trail = trail.and(picture.trail());
                starts.add(picture.start());
            }
        }
        Value.Start start = starts.size() == 1 ? starts.iterator().next() : Value.Start.UNKNOWN;
        return new Value.Picture(form, Optional.empty(), Optional.empty(), Optional.empty(), start, false, trail);
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
            return Optional.of(models.get(0).withLoras(loras));
        }
        if (!models.isEmpty()) {
            note("several-models", "takes " + models.size() + " models; which one comes out is not known");
            return Optional.empty();
        }
        return loaded();
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

    private Optional<Value.Num> first(String... names) {
        for (String name : names) {
            Optional<Value.Num> number = node.number(name);
            if (number.isPresent()) {
                return number;
            }
        }
        return Optional.empty();
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

    private Optional<PassDraft> sampler() {
        Optional<Value.Num> steps = first("steps");
        Value sampler = named("sampler_name", "sampler");
        boolean samples = Values.sampler(sampler).isPresent();
        Value latent = linked("latent_image", "latent", "samples", "latents", "image", "images", "pixels");
        Value model = linked("model");
        boolean piped = Values.model(model).isEmpty();
        Value pipe = piped ? pipe() : Value.ABSENT;
        boolean pictures = types().isEmpty() || types().stream().anyMatch(Trails::carriesPictures);
        if (steps.isEmpty()
                || !samples
                || !pictures
                || (piped && Values.model(pipe).isEmpty())) {
            return Optional.empty();
        }
        note("sampler-by-input-names", "read as a sampler by the names of its inputs");
        PassKind kind = kind(latent);
        // A detailer works on parts and an upscaler on tiles: the size of the picture is not theirs.
        Value worked = kind == PassKind.SAMPLE
                ? latent
                : Values.picture(latent).<Value>map(this::resized).orElse(latent);
        return Optional.of(new PassDraft(
                kind,
                piped ? pipe : model,
                sampler,
                linked("sigmas"),
                Value.ABSENT,
                node.text("scheduler"),
                steps,
                first("start_at_step", "start_step"),
                first("end_at_step", "end_step"),
                first("cfg"),
                Optional.empty(),
                first("denoise", "denoise_strength"),
                Optional.empty(),
                Values.flag(node.value("add_noise")),
                Values.flag(node.value("return_with_leftover_noise")),
                piped && latent instanceof Value.Absent ? pipe : worked,
                List.of(piped ? pipe : linked("positive")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                unread("cfg", "denoise")));
    }

    /** A detailer or an upscaler by name; a latent that is called upscaled may be an ordinary hires pass. */
    private PassKind kind(Value latent) {
        if (DETAILS.matcher(node.classType()).find()) {
            return PassKind.DETAIL;
        }
        boolean image =
                Values.picture(latent).filter(p -> p.form() == Value.Form.IMAGE).isPresent();
        return image && UPSCALES.matcher(node.classType()).find() ? PassKind.UPSCALE : PassKind.SAMPLE;
    }

    /**
     * What brings the model of a node that is called a sampler and takes it in a pipe. Nodes that only put sampler settings
     * into a pipe have the same inputs; their names say so.
     */
    private Value pipe() {
        String name = node.classType().toLowerCase(Locale.ROOT);
        boolean runs = name.contains("sampler") && SETTINGS_ONLY.stream().noneMatch(name::contains);
        List<Value> pipes = new ArrayList<>();
        for (Input input : node.node().inputs().values()) {
            if (runs
                    && input instanceof Link link
                    && Values.model(node.follow(link)).isPresent()) {
                pipes.add(node.follow(link));
            }
        }
        return pipes.size() == 1 ? pipes.get(0) : Value.ABSENT;
    }

    /** Which of these inputs are linked to something that is no number. */
    private Set<String> unread(String... names) {
        Set<String> unread = new LinkedHashSet<>();
        for (String name : names) {
            if (node.isLinked(name) && node.number(name).isEmpty()) {
                unread.add(name);
            }
        }
        return unread;
    }

    private Value named(String... names) {
        for (String name : names) {
            if (node.has(name)) {
                return node.value(name);
            }
        }
        return Value.ABSENT;
    }

    private Value linked(String... names) {
        for (String name : names) {
            if (node.isLinked(name)) {
                return node.value(name);
            }
        }
        return Value.ABSENT;
    }

    private void note(String code, String message) {
        notes.add(new Note(code, node.id(), node.classType() + " is not known; " + message));
    }
}
