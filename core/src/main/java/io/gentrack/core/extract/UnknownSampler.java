package io.gentrack.core.extract;

import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.PassDraft;
import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Samplers and schedulers that nobody described, read by the names that ComfyUI's own give to their inputs. */
final class UnknownSampler {
    /** {@code TCDScheduler}, {@code LCM Scheduler}: the schedule's name and the word. */
    private static final Pattern SCHEDULES = Pattern.compile("^([A-Za-z0-9_+]*?)[ _]?(?:Scheduler|scheduler)");

    private static final Pattern DETAILS = Pattern.compile("(?i)detailer|face[ _-]?fix");

    private static final List<String> SETTINGS_ONLY =
            List.of("provider", "config", "setting", "param", "select", "presampl", "input", "option");

    private final NodeView node;

    private UnknownSampler(NodeView node) {
        this.node = node;
    }

    /** The sampler runs in a node; none for one that has not the inputs of a sampler. */
    static List<PassDraft> read(NodeView node, List<String> types) {
        boolean experts = !settings(node)
                && Values.model(node.value("model")).isEmpty()
                && UnknownExperts.models(node).isPresent();
        return new UnknownSampler(node)
                .pass(types, experts)
                .map(one -> experts ? UnknownExperts.of(node, one) : List.of(one))
                .orElse(List.of());
    }

    private static boolean settings(NodeView node) {
        String name = node.classType().toLowerCase(Locale.ROOT);
        return SETTINGS_ONLY.stream().anyMatch(name::contains);
    }

    private Optional<PassDraft> pass(List<String> types, boolean experts) {
        Optional<Value.Num> steps = UnknownPictures.first(node, "steps");
        Value sampler = named("sampler_name", "sampler");
        boolean samples = Values.sampler(sampler).isPresent();
        Value guider = linked("guider");
        Value sigmas = linked("sigmas");
        boolean scheduled = Values.sigmas(sigmas).isPresent();
        Value latent = linked("latent_image", "latent", "samples", "latents", "image", "images", "pixels");
        Value model = linked("model");
        boolean piped = !experts
                && Values.model(model).isEmpty()
                && Values.guider(guider).isEmpty();
        Value pipe = piped ? pipe() : Value.ABSENT;
        boolean pictures = types.isEmpty() || types.stream().anyMatch(Trails::carriesPictures);
        if ((steps.isEmpty() && !scheduled)
                || !samples
                || !pictures
                || (piped && Values.model(pipe).isEmpty())) {
            return Optional.empty();
        }
        PassKind kind = kind(latent);
        // A detailer works on parts and an upscaler on tiles: the size of the picture is not theirs.
        Value worked = kind == PassKind.SAMPLE
                ? latent
                : Values.picture(latent)
                        .<Value>map(p -> UnknownPictures.resized(node, p))
                        .orElse(latent);
        return Optional.of(new PassDraft(
                kind,
                piped ? pipe : model,
                sampler,
                sigmas,
                guider,
                node.text("scheduler"),
                steps,
                UnknownPictures.first(node, "start_at_step", "start_step"),
                UnknownPictures.first(node, "end_at_step", "end_step"),
                UnknownPictures.first(node, "cfg"),
                Optional.empty(),
                UnknownPictures.first(node, "denoise", "denoise_strength"),
                Optional.empty(),
                Values.flag(node.value("add_noise")).or(() -> Values.flag(linked("noise"))),
                Values.flag(node.value("return_with_leftover_noise")),
                piped && latent instanceof Value.Absent ? pipe : worked,
                List.of(piped ? pipe : linked("positive")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                unread()));
    }

    /** A detailer or an upscaler by name; a latent that is called upscaled may be an ordinary hires pass. */
    private PassKind kind(Value latent) {
        if (DETAILS.matcher(node.classType()).find()) {
            return PassKind.DETAIL;
        }
        boolean image =
                Values.picture(latent).filter(p -> p.form() == Value.Form.IMAGE).isPresent();
        return image && UnknownPictures.enlarges(node) ? PassKind.UPSCALE : PassKind.SAMPLE;
    }

    /**
     * What brings the model of a node that is called a sampler and takes it in a pipe. Nodes that only put sampler settings
     * into a pipe have the same inputs; their names say so.
     */
    private Value pipe() {
        String name = node.classType().toLowerCase(Locale.ROOT);
        boolean runs = name.contains("sampler") && !settings(node);
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

    /** Which inputs are linked to something that is no number; what a shift of its own does to the model's nobody knows. */
    private Set<String> unread() {
        Set<String> unread = new LinkedHashSet<>();
        for (String name : List.of("cfg", "denoise")) {
            if (node.isLinked(name) && node.number(name).isEmpty()) {
                unread.add(name);
            }
        }
        if (UnknownNode.shifts(node)) {
            unread.add("shift");
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

    /**
     * A node that is called a scheduler, takes no schedule and counts steps makes one; as with ComfyUI's own, its name stands
     * for the schedule where no input does. Pickers of a scheduler's name count no steps.
     */
    static Optional<Value.Sigmas> schedule(NodeView node, List<String> types, List<Value> candidates) {
        String name = node.classType();
        Optional<Value.Num> steps = UnknownPictures.first(node, "steps");
        boolean makes = SCHEDULES.matcher(name).find() && (types.isEmpty() || types.contains("SIGMAS"));
        boolean takes = node.isLinked("sigmas") || candidates.stream().anyMatch(Value.Sigmas.class::isInstance);
        if (!makes || takes || steps.isEmpty() || node.has("sampler_name")) {
            return Optional.empty();
        }
        Matcher own = SCHEDULES.matcher(name);
        Optional<Value.Text> named = node.text("scheduler")
                .or(() -> own.find() && !own.group(1).isEmpty()
                        ? Optional.of(new Value.Text(
                                own.group(1).toLowerCase(Locale.ROOT), new Origin.Meant(node.id(), node.classType())))
                        : Optional.empty());
        return Optional.of(new Value.Sigmas(
                named,
                steps,
                UnknownPictures.first(node, "denoise", "denoise_strength"),
                Optional.empty(),
                Optional.empty(),
                node.number("shift").or(() -> node.model("model").flatMap(Value.Model::shift)),
                false,
                ""));
    }
}
