package io.gentrack.core.extract.parameters;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sampler and scheduler names of A1111, Forge and CivitAI in ComfyUI's words; what is not in the table stays as spelled. */
final class SamplerNames {
    private static final String CFG_PP = " cfg++";

    private static final SamplerNames TABLE = load();

    private record Data(
            Map<String, String> samplers,
            @JsonProperty("comfy_samplers") List<String> comfySamplers,
            Map<String, String> schedulers,
            List<String> suffixes,
            List<String> unsaid) {}

    /** A sampler, and the scheduler that its name carries. */
    record Split(String sampler, Optional<String> scheduler) {}

    private final Data data;
    private final Set<String> comfy;

    private SamplerNames(Data data) {
        this.data = data;
        this.comfy = new HashSet<>(data.comfySamplers());
    }

    /** Empty for what is no schedule that ComfyUI has. */
    static Optional<String> knownScheduler(String spelled) {
        return Optional.ofNullable(TABLE.data.schedulers().get(lower(spelled)));
    }

    /** {@code DPM++ 2M Karras} is dpmpp_2m and karras, {@code euler_simple} is euler and simple. Empty where nothing is said. */
    static Optional<Split> sampler(String spelled) {
        return TABLE.split(spelled);
    }

    /**
     * Empty where the text leaves it to the program ({@code Automatic}), and for a class of the diffusers library, which is how SD.Next
     * calls its samplers a second time.
     */
    static Optional<String> scheduler(String spelled) {
        String lower = lower(spelled);
        return TABLE.data.unsaid().contains(lower) || (lower.endsWith("scheduler") && lower.indexOf(' ') < 0)
                ? Optional.empty()
                : Optional.of(TABLE.data.schedulers().getOrDefault(lower, spelled.strip()));
    }

    private Optional<Split> split(String spelled) {
        String lower = lower(spelled);
        if (data.unsaid().contains(lower)) {
            return Optional.empty();
        }
        Optional<String> whole = known(lower);
        if (whole.isPresent()) {
            return Optional.of(new Split(whole.get(), Optional.empty()));
        }
        for (String suffix : data.suffixes()) {
            int cut = lower.length() - suffix.length() - 1;
            if (cut > 0 && lower.endsWith(suffix) && " _".indexOf(lower.charAt(cut)) >= 0) {
                Optional<String> sampler = known(lower.substring(0, cut));
                if (sampler.isPresent()) {
                    return Optional.of(new Split(
                            sampler.get(), Optional.ofNullable(data.schedulers().get(suffix))));
                }
            }
        }
        return Optional.of(new Split(spelled.strip(), Optional.empty()));
    }

    private Optional<String> known(String lower) {
        if (comfy.contains(lower)) {
            return Optional.of(lower);
        }
        if (lower.endsWith(CFG_PP)) {
            return known(lower.substring(0, lower.length() - CFG_PP.length()))
                    .map(name -> name + "_cfg_pp")
                    .filter(comfy::contains);
        }
        String name = lower.startsWith("k_") ? lower.substring(2) : lower;
        return comfy.contains(name)
                ? Optional.of(name)
                : Optional.ofNullable(data.samplers().get(name));
    }

    private static String lower(String spelled) {
        return spelled.strip().toLowerCase(Locale.ROOT);
    }

    private static SamplerNames load() {
        try (InputStream in = SamplerNames.class.getResourceAsStream("sampler_names.json")) {
            if (in == null) {
                throw new IllegalStateException("sampler_names.json is missing from the program");
            }
            return new SamplerNames(new JsonMapper().readValue(in, Data.class));
        } catch (IOException e) {
            throw new UncheckedIOException("sampler_names.json of the program cannot be read", e);
        }
    }
}
