package io.gentrack.core.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What an output of a node <em>is</em>, as far as settings go. */
public sealed interface Value {

    /** Nothing: the input is not there, its link dangles, or the node that should give it was muted. */
    record Absent() implements Value {}

    Absent ABSENT = new Absent();

    /** A number. Never NaN or infinite. */
    record Num(double value, Origin origin) implements Value {
        public Num {
            Objects.requireNonNull(origin, "origin is null");
        }
    }

    /** A text, a file name, a sampler name. */
    record Text(String value, Origin origin) implements Value {
        public Text {
            Objects.requireNonNull(value, "value is null");
            Objects.requireNonNull(origin, "origin is null");
        }
    }

    /** A switch. */
    record Flag(boolean value, Origin origin) implements Value {
        public Flag {
            Objects.requireNonNull(origin, "origin is null");
        }
    }

    /**
     * Something this kernel does not look into (VAE, CLIP, mask) or an output of a node nobody described.
     *
     * @param type ComfyUI's type name, {@code *} where nobody says
     * @param candidates what went into the node, for a consumer that wants the one model or latent among them
     */
    record Opaque(String type, List<Value> candidates) implements Value {
        public Opaque {
            Objects.requireNonNull(type, "type is null");
            candidates = List.copyOf(candidates);
        }

        public static Opaque of(String type) {
            return new Opaque(type, List.of());
        }
    }

    /**
     * A diffusion model with its patches.
     *
     * @param files every weights file in it: one, or several of a merge, the main one first
     * @param loras in the order applied
     * @param shift of the sampling patch nearest to here; empty where none was applied
     */
    record Model(List<ModelFile> files, Stack<Lora> loras, Optional<Num> shift) implements Value {
        public Model {
            files = List.copyOf(files);
            Objects.requireNonNull(loras, "loras is null");
            Objects.requireNonNull(shift, "shift is null");
        }

        public Model withLoras(List<Lora> more) {
            return more.isEmpty() ? this : new Model(files, loras.pushAll(more), shift);
        }

        public Model withShift(Optional<Num> newShift) {
            return new Model(files, loras, newShift);
        }
    }

    /** LoRAs on their way to a model: a stack, a text of {@code <lora:…>} tags. */
    record Loras(Stack<Lora> loras) implements Value {
        public Loras {
            Objects.requireNonNull(loras, "loras is null");
        }
    }

    /** A sampler object (SAMPLER): the algorithm's name where it has one. */
    record Algorithm(Optional<Text> name) implements Value {
        public Algorithm {
            Objects.requireNonNull(name, "name is null");
        }
    }

    /**
     * A noise schedule (SIGMAS).
     *
     * @param steps of the whole schedule
     * @param start first step of the window, 0 when it was never cut at its beginning
     * @param end step after the last of the window
     * @param shift of the model the schedule was made from
     * @param flipped true when it runs backwards (an inversion)
     * @param cutBy id of the node that split it, empty where none did; both parts of one split share it
     */
    record Sigmas(
            Optional<Text> scheduler,
            Optional<Num> steps,
            Optional<Num> denoise,
            Optional<Num> start,
            Optional<Num> end,
            Optional<Num> shift,
            boolean flipped,
            String cutBy)
            implements Value {
        public Sigmas {
            Objects.requireNonNull(scheduler, "scheduler is null");
            Objects.requireNonNull(steps, "steps is null");
            Objects.requireNonNull(denoise, "denoise is null");
            Objects.requireNonNull(start, "start is null");
            Objects.requireNonNull(end, "end is null");
            Objects.requireNonNull(shift, "shift is null");
            Objects.requireNonNull(cutBy, "cutBy is null");
        }
    }

    /**
     * A guider: the model and how strongly the prompt pulls.
     *
     * @param cfg empty for a guider without one (BasicGuider)
     * @param hooks LoRAs that its prompts bring
     */
    record Guider(Value model, Optional<Num> cfg, Optional<Num> guidance, List<Picture> carried, List<Lora> hooks)
            implements Value {
        public Guider {
            Objects.requireNonNull(model, "model is null");
            Objects.requireNonNull(cfg, "cfg is null");
            Objects.requireNonNull(guidance, "guidance is null");
            carried = List.copyOf(carried);
            hooks = List.copyOf(hooks);
        }
    }

    /** A noise source (NOISE); {@code adds} is false for DisableNoise. */
    record Noise(boolean adds) implements Value {}

    /**
     * A prompt as the sampler takes it.
     *
     * @param guidance distilled guidance (FluxGuidance); never CFG
     * @param carried latents that travel inside it (stage C of Cascade)
     * @param hooks LoRAs that are in force where this prompt is
     */
    record Conditioning(Optional<Num> guidance, List<Picture> carried, List<Lora> hooks) implements Value {
        public Conditioning {
            Objects.requireNonNull(guidance, "guidance is null");
            carried = List.copyOf(carried);
            hooks = List.copyOf(hooks);
        }

        public static final Conditioning PLAIN = new Conditioning(Optional.empty(), List.of(), List.of());
    }

    /** Latent or decoded. */
    enum Form {
        LATENT,
        IMAGE
    }

    /** What a picture started as. */
    enum Start {
        /** An empty latent: the composition is the sampler's. */
        EMPTY,
        /** A loaded image, video or latent. */
        LOADED,
        /** The graph does not say. */
        UNKNOWN
    }

    /**
     * A latent, image or video.
     *
     * @param width in pixels, also for latents
     * @param height in pixels, also for latents
     * @param frames of a video, in frames of the decoded video
     * @param masked true when only a part is to be painted (inpainting)
     * @param trail the passes it comes from; extractors hand it on, the kernel sets it
     * @param shape where the size is not known but the ratio is: the sides it had before it was enlarged
     */
    record Picture(
            Form form,
            Optional<Num> width,
            Optional<Num> height,
            Optional<Num> frames,
            Start start,
            boolean masked,
            Trail trail,
            Optional<Shape> shape)
            implements Value {
        /** Two sides of which only the ratio counts. */
        public record Shape(Num width, Num height) {
            public Shape {
                Objects.requireNonNull(width, "width is null");
                Objects.requireNonNull(height, "height is null");
            }
        }

        /** A picture whose ratio is that of its size. */
        public Picture(
                Form form,
                Optional<Num> width,
                Optional<Num> height,
                Optional<Num> frames,
                Start start,
                boolean masked,
                Trail trail) {
            this(form, width, height, frames, start, masked, trail, Optional.empty());
        }

        public Picture {
            Objects.requireNonNull(form, "form is null");
            Objects.requireNonNull(width, "width is null");
            Objects.requireNonNull(height, "height is null");
            Objects.requireNonNull(frames, "frames is null");
            Objects.requireNonNull(start, "start is null");
            Objects.requireNonNull(trail, "trail is null");
            Objects.requireNonNull(shape, "shape is null");
        }

        /** Its sides, or two sides of the same ratio where its own are not known. */
        public Optional<Shape> ratio() {
            return width.isPresent() && height.isPresent() ? Optional.of(new Shape(width.get(), height.get())) : shape;
        }

        /** A picture of which nothing is known but its form. */
        public static Picture unknown(Form form) {
            return new Picture(
                    form, Optional.empty(), Optional.empty(), Optional.empty(), Start.UNKNOWN, false, Trail.NONE);
        }

        public Picture withTrail(Trail newTrail) {
            return newTrail.equals(trail)
                    ? this
                    : new Picture(form, width, height, frames, start, masked, newTrail, shape);
        }

        public Picture as(Form newForm) {
            return newForm == form ? this : new Picture(newForm, width, height, frames, start, masked, trail);
        }
    }

    /** Several values under names: a pipe, a context, the settings of an all-in-one loader. */
    record Bundle(Map<String, Value> fields) implements Value {
        public Bundle {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        public Value field(String name) {
            return fields.getOrDefault(name, ABSENT);
        }
    }
}
