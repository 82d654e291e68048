package io.gentrack.core.extract;

import io.gentrack.core.graph.Node;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.PassDraft;
import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Trail;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Completes a draft: reads guider, schedule, model chain and prompts, and lets pass only what has the right type. */
final class PassReader {
    /** Sampler and scheduler lists are open (packs add to them), but their entries look like names. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_+./ ()-]{0,79}");

    /** What templates write where a program is to put a name: {@code PARAM_STR_SAMPLER_NAME}. */
    private static final Pattern TEMPLATE = Pattern.compile("[A-Z0-9]+(?:_[A-Z0-9]+){2,}");

    /** What a client writes for nothing, and the names of the inputs themselves. */
    private static final Set<String> NO_NAMES = Set.of("none", "null", "undefined", "sampler", "scheduler");

    private PassReader() {}

    /** The pass, or nothing for one that runs no step. */
    static Optional<RawPass> read(Node node, PassDraft draft, BitSet feeding) {
        Optional<Value.Sigmas> schedule = Values.sigmas(draft.schedule());
        Optional<Value.Guider> guider = Values.guider(draft.guider());
        Optional<Value.Model> model =
                Values.model(draft.model()).or(() -> guider.flatMap(g -> Values.model(g.model())));
        List<Value.Conditioning> prompts = new ArrayList<>();
        for (Value value : draft.conditionings()) {
            Values.conditioning(value).ifPresent(prompts::add);
        }
        Optional<Value.Num> steps = or(draft.steps(), schedule.flatMap(Value.Sigmas::steps));
        Optional<Value.Num> start = or(draft.startStep(), schedule.flatMap(Value.Sigmas::start));
        Optional<Value.Num> end = within(or(draft.endStep(), schedule.flatMap(Value.Sigmas::end)), steps);
        Optional<Value.Num> denoise = or(draft.denoise(), schedule.flatMap(Value.Sigmas::denoise));
        if (runsNothing(steps, start, end, denoise)) {
            return Optional.empty();
        }
        boolean flipped = schedule.map(Value.Sigmas::flipped).orElse(false);
        Value.Picture latent = latent(draft);
        List<Lora> loras = new ArrayList<>(model.map(m -> m.loras().toList()).orElse(List.of()));
        loras.addAll(draft.loras());
        hooked(guider, prompts).stream().filter(l -> !loras.contains(l)).forEach(loras::add);
        Optional<Value.Num> guidance =
                or(or(draft.guidance(), guider.flatMap(Value.Guider::guidance)), agreed(prompts));
        return Optional.of(new RawPass(
                node,
                flipped ? PassKind.INVERT : draft.kind(),
                Values.sampler(draft.sampler()).flatMap(PassReader::name),
                or(draft.scheduler(), schedule.flatMap(Value.Sigmas::scheduler)).flatMap(PassReader::name),
                steps.filter(s -> s.value() > 0 && s.value() < 1_000_000),
                start.filter(s -> s.value() >= 0),
                end.filter(s -> s.value() >= 0),
                or(draft.cfg(), guider.flatMap(Value.Guider::cfg)),
                guidance,
                denoise.filter(d -> d.value() >= 0 && d.value() <= 1),
                shift(draft, schedule, model),
                model.map(Value.Model::files).orElse(List.of()),
                loras,
                latent,
                from(draft, guider, prompts),
                feeding,
                draft.addsNoise(),
                schedule.map(Value.Sigmas::cutBy).orElse(""),
                draft.unread()));
    }

    private static <T> Optional<T> or(Optional<T> first, Optional<T> second) {
        return first.isPresent() ? first : second;
    }

    /** A window that ends behind the schedule (10000 by default) ends with it. */
    private static Optional<Value.Num> within(Optional<Value.Num> end, Optional<Value.Num> steps) {
        boolean behind = end.isPresent()
                && steps.isPresent()
                && end.get().value() > steps.get().value();
        return behind ? steps : end;
    }

    private static boolean runsNothing(
            Optional<Value.Num> steps,
            Optional<Value.Num> start,
            Optional<Value.Num> end,
            Optional<Value.Num> denoise) {
        if ((steps.isPresent() && steps.get().value() == 0)
                || (denoise.isPresent() && denoise.get().value() == 0)) {
            return true;
        }
        boolean beginsAtItsEnd = start.isPresent()
                && start.get().value() > 0
                && steps.isPresent()
                && start.get().value() >= steps.get().value();
        boolean endsAtItsStart = start.isPresent()
                && end.isPresent()
                && end.get().value() >= 0
                && end.get().value() <= start.get().value();
        return beginsAtItsEnd || endsAtItsStart;
    }

    private static Optional<Value.Text> name(Value.Text text) {
        return NAME.matcher(text.value()).matches()
                        && !TEMPLATE.matcher(text.value()).matches()
                        && !Values.isTemplate(text.value())
                        && !NO_NAMES.contains(text.value().toLowerCase(Locale.ROOT))
                        && !text.value().chars().allMatch(c -> c >= '0' && c <= '9')
                ? Optional.of(text)
                : Optional.empty();
    }

    /**
     * The shift in force is the schedule's: of the model that made the schedule, which need not be the sampled one. Where that
     * one has none, the sampled model's patch is what the graph states. A sampler that sets a shift nobody can read takes what the
     * others set out of force.
     */
    private static Optional<Value.Num> shift(
            PassDraft draft, Optional<Value.Sigmas> schedule, Optional<Value.Model> model) {
        if (draft.shift().isPresent() || draft.unread().contains("shift")) {
            return draft.shift();
        }
        return or(schedule.flatMap(Value.Sigmas::shift), model.flatMap(Value.Model::shift));
    }

    private static Value.Picture latent(PassDraft draft) {
        Value.Picture latent = Values.picture(draft.latent()).orElseGet(() -> Value.Picture.unknown(Value.Form.LATENT));
        if (draft.width().isEmpty() && draft.height().isEmpty()) {
            return latent;
        }
        return new Value.Picture(
                latent.form(),
                draft.width(),
                draft.height(),
                latent.frames(),
                latent.start(),
                latent.masked(),
                latent.trail());
    }

    private static Optional<Value.Num> agreed(List<Value.Conditioning> prompts) {
        Optional<Value.Num> guidance = Optional.empty();
        for (Value.Conditioning prompt : prompts) {
            if (prompt.guidance().isPresent()) {
                if (guidance.isPresent()
                        && guidance.get().value() != prompt.guidance().get().value()) {
                    return Optional.empty();
                }
                guidance = prompt.guidance();
            }
        }
        return guidance;
    }

    /** LoRAs that the prompts bring; both prompts of a pass often bring the same. */
    private static Set<Lora> hooked(Optional<Value.Guider> guider, List<Value.Conditioning> prompts) {
        Set<Lora> hooks = new LinkedHashSet<>(guider.map(Value.Guider::hooks).orElse(List.of()));
        prompts.forEach(prompt -> hooks.addAll(prompt.hooks()));
        return hooks;
    }

    private static Trail from(PassDraft draft, Optional<Value.Guider> guider, List<Value.Conditioning> prompts) {
        Trail trail = Trails.of(draft.latent());
        for (Value.Conditioning prompt : prompts) {
            for (Value.Picture picture : prompt.carried()) {
                trail = trail.and(picture.trail());
            }
        }
        for (Value.Picture picture : guider.map(Value.Guider::carried).orElse(List.of())) {
            trail = trail.and(picture.trail());
        }
        return trail;
    }
}
