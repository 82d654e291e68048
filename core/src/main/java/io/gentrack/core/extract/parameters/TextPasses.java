package io.gentrack.core.extract.parameters;

import com.fasterxml.jackson.databind.node.TextNode;
import io.gentrack.core.extract.Chain;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Pass;
import io.gentrack.core.extract.Role;
import io.gentrack.core.extract.description.LoraTags;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes passes of what a text says: the base pass, the refiner, and a hires pass. What it does not say stays empty. */
final class TextPasses {
    /** The text stands as one node, so that every value can be walked back to its key. */
    static final String NODE = "parameters";

    private static final String[] STEPS = {"steps"};
    private static final String[] SAMPLER = {"sampler", "sampler_name"};
    private static final String[] SCHEDULER = {"schedule type", "scheduler type", "scheduler"};
    private static final String[] CFG = {"cfg scale", "cfgscale", "cfg_scale", "cfg"};
    private static final String[] GUIDANCE = {"distilled cfg scale", "fluxguidancescale", "guidance"};
    private static final String[] SHIFT = {"shift", "sigmashift"};
    private static final String[] DENOISE = {"denoising strength", "denoise", "initimagecreativity"};
    private static final String[] HIRES = {"hires upscale", "hires resize", "hires steps", "hires upscaler"};

    /** How SD.Next calls what A1111 calls otherwise. */
    private static final String[] HIRES_SCALE = {"hires upscale", "hires scale"};

    private static final String[] HIRES_SIZE = {"hires resize", "hires size"};
    private static final String[] HIRES_DENOISE = {"hires strength", "hires denoise", "denoising strength", "denoise"};

    /** What ADetailer puts behind its keys for each detector. */
    private static final List<String> DETAILERS =
            List.of("", " 2nd", " 3rd", " 4th", " 5th", " 6th", " 7th", " 8th", " 9th", " 10th");

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}) ?[xX×] ?([0-9]{1,6})");

    private final Said said;

    private TextPasses(Said said) {
        this.said = said;
    }

    static Extraction of(Said said) {
        return new TextPasses(said).build();
    }

    /** The text as a graph of one node. */
    static Graph graph(Said said) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        said.all().forEach((key, value) -> inputs.put(key, new Literal(TextNode.valueOf(value))));
        return new Graph(Map.of(NODE, new Node(NODE, said.program(), inputs)), List.of());
    }

    private Extraction build() {
        boolean hires = said.get(HIRES).isPresent() && ran("hires");
        Optional<Said.Entry> refiner = said.get("refiner").or(() -> said.get("refinermodel"));
        boolean enlarged = said.get("refinerupscale")
                .flatMap(this::number)
                .map(f -> f.value() > 1)
                .orElse(false);
        List<Pass> passes = new ArrayList<>();
        List<Integer> group = new ArrayList<>(List.of(0));
        passes.add(base(hires));
        if (hires) {
            passes.add(hires());
        }
        boolean after = said.text("refinermethod").startsWith("PostApply");
        if (refiner.isPresent() || said.get("refinercontrolpercentage").isPresent()) {
            boolean continues = said.program().equals("a1111");
            if (continues || after || enlarged) {
                Role role = continues ? Role.CONTINUATION : enlarged ? Role.HIRES : Role.REFINE;
                if (continues) {
                    group.add(passes.size());
                }
                passes.add(refined(refiner, role));
            }
        }
        for (String number : DETAILERS) {
            if (model(said.get("adetailer model" + number)).isEmpty()) {
                break;
            }
            passes.add(detailed(number, passes.size() - 1));
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < passes.size(); i++) {
            all.add(i);
        }
        return new Extraction(passes, List.of(new Chain(0, group, all)), List.of());
    }

    private Pass base(boolean hires) {
        Optional<Value.Num> denoise = hires || detailersOwn() ? Optional.empty() : part(said.get(DENOISE));
        // Savers of ComfyUI state it for every picture.
        boolean comfy = said.text("version").toLowerCase(Locale.ROOT).startsWith("comfyui");
        boolean masked =
                said.get("mask blur").isPresent() || said.get("maskblur").isPresent();
        Role role = denoise.isEmpty() || (denoise.get().value() == 1 && comfy)
                ? Role.BASE
                : masked ? Role.INPAINT : Role.IMG2IMG;
        Optional<Said.Entry> sampler = said.get(SAMPLER);
        return pass(
                role,
                sampler(sampler),
                scheduler(said.get(SCHEDULER), sampler),
                steps(said.get(STEPS)),
                said.get(CFG).flatMap(this::number),
                denoise,
                model(said.model()),
                loras(),
                size(0),
                size(1),
                List.of());
    }

    /** SD.Next states the settings of a pass that it left out, too, but then says what it did. */
    private boolean ran(String operation) {
        return said.get("operations").map(e -> e.value().contains(operation)).orElse(true);
    }

    /** Some versions of A1111 let ADetailer's inpainting write its denoise and mask over those of the picture. */
    private boolean detailersOwn() {
        String denoise = said.text("denoising strength");
        return !denoise.isEmpty()
                && said.get("mask blur").isPresent()
                && DETAILERS.stream()
                        .anyMatch(number -> said.text("adetailer denoising strength" + number)
                                        .equals(denoise)
                                && said.text("adetailer mask blur" + number).equals(said.text("mask blur")));
    }

    /** As with the hires pass, what was not set apart is not said. A prompt of its own brings its own LoRAs. */
    private Pass detailed(String number, int before) {
        Optional<Said.Entry> sampler = said.get("adetailer sampler" + number);
        Optional<Said.Entry> own =
                said.get("adetailer checkpoint" + number).filter(e -> !e.value().startsWith("Use same"));
        Optional<Said.Entry> prompt = said.get("adetailer prompt" + number);
        return pass(
                Role.DETAIL,
                sampler(sampler),
                scheduler(said.get("adetailer scheduler" + number), sampler),
                steps(said.get("adetailer steps" + number)),
                said.get("adetailer cfg scale" + number).flatMap(this::number),
                part(said.get("adetailer denoising strength" + number)),
                model(own.or(() -> said.model())),
                prompt.map(this::detailLoras).orElseGet(this::loras),
                said.get("adetailer inpaint width" + number).flatMap(this::number),
                said.get("adetailer inpaint height" + number).flatMap(this::number),
                List.of(before));
    }

    private List<Lora> detailLoras(Said.Entry prompt) {
        return prompt.value().contains("[PROMPT]")
                ? loras()
                : LoraTags.in(new Value.Text(prompt.value(), written(prompt)), NODE);
    }

    /** What A1111 leaves out here is what it ran before, but the text does not say so. */
    private Pass hires() {
        Optional<Said.Entry> sampler = said.get("hires sampler");
        Optional<Said.Entry> model = said.get("hires checkpoint").or(() -> said.model());
        return pass(
                Role.HIRES,
                sampler(sampler),
                scheduler(said.get("hires schedule type"), sampler),
                steps(said.get("hires steps")),
                said.get("hires cfg scale").flatMap(this::number).filter(n -> n.value() > 0),
                detailersOwn() ? Optional.empty() : part(said.get(HIRES_DENOISE)),
                model(model),
                loras(),
                enlarged(0, HIRES_SIZE, HIRES_SCALE),
                enlarged(1, HIRES_SIZE, HIRES_SCALE),
                List.of(0));
    }

    /** A1111's refiner goes on with the schedule; SwarmUI's works on the finished picture. */
    private Pass refined(Optional<Said.Entry> refiner, Role role) {
        boolean continues = role == Role.CONTINUATION;
        Optional<Said.Entry> sampler = continues ? said.get(SAMPLER) : said.get("refinersampler");
        Optional<Said.Entry> scheduler = continues ? said.get(SCHEDULER) : said.get("refinerscheduler");
        return pass(
                role,
                sampler(sampler),
                scheduler(scheduler, sampler),
                steps(continues ? said.get(STEPS) : said.get("refinersteps")),
                (continues ? said.get(CFG) : said.get("refinercfgscale")).flatMap(this::number),
                continues ? Optional.empty() : part(said.get("refinercontrolpercentage")),
                model(refiner.or(() -> said.model())),
                loras(),
                continues ? size(0) : enlarged(0, new String[0], "refinerupscale"),
                continues ? size(1) : enlarged(1, new String[0], "refinerupscale"),
                List.of(0));
    }

    private Pass pass(
            Role role,
            Optional<Value.Text> sampler,
            Optional<Value.Text> scheduler,
            Optional<Value.Num> steps,
            Optional<Value.Num> cfg,
            Optional<Value.Num> denoise,
            List<ModelFile> models,
            List<Lora> loras,
            Optional<Value.Num> width,
            Optional<Value.Num> height,
            List<Integer> parents) {
        return new Pass(
                NODE,
                said.program(),
                role,
                sampler,
                scheduler,
                steps,
                Optional.empty(),
                Optional.empty(),
                cfg,
                said.get(GUIDANCE).flatMap(this::number),
                denoise,
                said.get(SHIFT).flatMap(this::number),
                models,
                loras,
                width,
                height,
                Optional.empty(),
                parents,
                Set.of());
    }

    private static Origin written(Said.Entry entry) {
        return new Origin.Written(NODE, entry.key());
    }

    private Optional<Value.Num> number(Said.Entry entry) {
        return Values.number(new Value.Text(entry.value(), written(entry)));
    }

    private Optional<Value.Num> steps(Optional<Said.Entry> entry) {
        return entry.flatMap(this::number).filter(n -> n.value() > 0 && n.value() < 1_000_000);
    }

    private Optional<Value.Num> part(Optional<Said.Entry> entry) {
        return entry.flatMap(this::number).filter(n -> n.value() >= 0 && n.value() <= 1);
    }

    /** The key, and where the value does not stand there as it is, that it was turned into ComfyUI's words. */
    private Origin origin(String key, String value) {
        Origin written = new Origin.Written(NODE, key);
        return said.text(key.toLowerCase(Locale.ROOT)).contains(value)
                ? written
                : new Origin.Computed(NODE, "what it is called in ComfyUI", List.of(written));
    }

    private Optional<Value.Text> sampler(Optional<Said.Entry> entry) {
        return entry.flatMap(e -> SamplerNames.sampler(e.value()).map(s -> named(s.sampler(), e)));
    }

    /** Stated, or part of the sampler's name, or SD.Next's option of the sampler. */
    private Optional<Value.Text> scheduler(Optional<Said.Entry> stated, Optional<Said.Entry> sampler) {
        return stated.flatMap(e -> SamplerNames.scheduler(e.value()).map(s -> named(s, e)))
                .or(() -> sampler.flatMap(e -> SamplerNames.sampler(e.value())
                        .flatMap(SamplerNames.Split::scheduler)
                        .map(s -> named(s, e))))
                .or(() -> said.get("sampler sigma")
                        .filter(e -> sampler.isPresent())
                        .flatMap(e -> SamplerNames.knownScheduler(e.value()).map(s -> named(s, e))));
    }

    private Value.Text named(String name, Said.Entry entry) {
        return new Value.Text(name, origin(entry.key(), name));
    }

    private List<ModelFile> model(Optional<Said.Entry> entry) {
        return entry.filter(e -> !Values.isPlaceholder(e.value()))
                .map(e -> new ModelFile(named(A1111.bareName(e.value()), e), "checkpoints", said.program(), NODE))
                .map(List::of)
                .orElse(List.of());
    }

    /** The tags of the prompt first, which have strengths; then what only keys name. */
    private List<Lora> loras() {
        Value.Text prompt = new Value.Text(said.text("prompt"), new Origin.Written(NODE, "prompt"));
        List<Lora> loras = new ArrayList<>(LoraTags.in(prompt, NODE));
        List<String> tagged =
                LoraTags.names(prompt.value()).stream().map(FileHash::bare).toList();
        for (Said.LoraSaid lora : said.loras()) {
            // A tag with weight 0 is not there, and its hash does not bring it back.
            if (!tagged.contains(FileHash.bare(lora.name()))) {
                Origin origin = new Origin.Written(NODE, lora.key());
                Optional<Value.Num> model = Values.number(new Value.Text(lora.strength(), origin));
                Optional<Value.Num> clip = Values.number(new Value.Text(lora.clipStrength(), origin));
                Lora named = new Lora(new Value.Text(lora.name(), origin(lora.key(), lora.name())), model, clip, NODE);
                if (named.inForce()) {
                    loras.add(named);
                }
            }
        }
        return loras;
    }

    /** Pixels; 0 for the width, 1 for the height. */
    private Optional<Value.Num> size(int side) {
        Optional<Value.Num> both = said.get("size").flatMap(e -> side(e, side));
        return both.isPresent()
                ? both
                : said.get(side == 0 ? "width" : "height").flatMap(this::number);
    }

    private static Optional<Value.Num> side(Said.Entry entry, int side) {
        Matcher matcher = SIZE.matcher(entry.value());
        return matcher.matches()
                ? Optional.of(new Value.Num(Integer.parseInt(matcher.group(side + 1)), written(entry)))
                : Optional.empty();
    }

    private Optional<Value.Num> enlarged(int side, String[] stated, String... factor) {
        Optional<Value.Num> size = said.get(stated).flatMap(e -> side(e, side)).filter(n -> n.value() > 0);
        Optional<Value.Num> by = said.get(factor).flatMap(this::number).filter(n -> n.value() >= 1);
        if (size.isPresent() || by.isEmpty()) {
            return size;
        }
        return size(side)
                .map(n -> new Value.Num(
                        Math.rint(n.value() * by.get().value()),
                        new Origin.Computed(
                                NODE,
                                "size × " + factor[0],
                                List.of(n.origin(), by.get().origin()))));
    }
}
