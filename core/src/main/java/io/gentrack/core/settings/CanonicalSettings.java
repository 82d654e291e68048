package io.gentrack.core.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Writes the identity fields in the order and form of RFC 8785, straight into one buffer: imports do this for every picture. */
final class CanonicalSettings {
    private final StringBuilder out = new StringBuilder(256);

    private CanonicalSettings() {}

    static String write(Settings settings) {
        CanonicalSettings writer = new CanonicalSettings();
        writer.object(settings);
        return writer.out.toString();
    }

    /** Keys are written in the order RFC 8785 wants: by UTF-16 code unit. */
    private void object(Settings s) {
        List<LoraIdentity> loras = loras(s.loras());
        out.append('{');
        number("cfg", s.cfg());
        number("denoise", s.denoise());
        number("guidance", s.guidance());
        if (loras.size() == 1) {
            LoraIdentity only = loras.get(0);
            number("lora_clip_strength", only.clip());
            text("lora_hash", only.hash());
            number("lora_strength", only.strength());
        } else if (loras.size() > 1) {
            list(loras);
        }
        s.model2().map(ModelRef::hash).filter(hash -> !hash.isEmpty()).ifPresent(hash -> text("model2_hash", hash));
        text("model_family", s.modelFamily());
        text("model_hash", s.model().hash());
        text("sampler", s.sampler());
        text("scheduler", s.scheduler());
        number("shift", s.shift());
        number("steps", s.steps());
        out.append('}');
    }

    private void list(List<LoraIdentity> loras) {
        key("loras");
        char before = '[';
        for (LoraIdentity lora : loras) {
            out.append(before).append('[');
            CanonicalText.append(out, lora.hash());
            lora.strength().ifPresent(strength -> CanonicalNumber.append(out.append(','), strength));
            lora.clip().ifPresent(clip -> CanonicalNumber.append(out.append(','), clip));
            out.append(']');
            before = ',';
        }
        out.append(']');
    }

    private static List<LoraIdentity> loras(List<LoraUse> uses) {
        if (uses.isEmpty()) {
            return List.of();
        }
        List<LoraIdentity> loras = new ArrayList<>(uses.size());
        for (LoraUse use : uses) {
            if (!use.lora().hash().isEmpty()) {
                loras.add(LoraIdentity.of(use));
            }
        }
        Collections.sort(loras);
        return loras;
    }

    private void number(String name, Optional<Double> value) {
        value.ifPresent(number -> number(name, number));
    }

    private void number(String name, double value) {
        key(name);
        CanonicalNumber.append(out, value);
    }

    private void text(String name, String value) {
        key(name);
        CanonicalText.append(out, value);
    }

    private void key(String name) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append('"').append(name).append("\":");
    }

    /** A LoRA as the fingerprint sees it: no name, rounded, clip strength only where it still differs after rounding. */
    private record LoraIdentity(String hash, Optional<Double> strength, Optional<Double> clip)
            implements Comparable<LoraIdentity> {
        static LoraIdentity of(LoraUse use) {
            Optional<Double> strength = use.strength().map(CanonicalNumber::round);
            Optional<Double> clip = use.clipStrength().map(CanonicalNumber::round);
            // Without a model strength a third place in the list would be mistaken for it.
            boolean differs = strength.isPresent() && clip.isPresent() && !strength.equals(clip);
            return new LoraIdentity(use.lora().hash(), strength, differs ? clip : Optional.empty());
        }

        @Override
        public int compareTo(LoraIdentity other) {
            int byHash = hash.compareTo(other.hash);
            if (byHash != 0) {
                return byHash;
            }
            int byStrength = compare(strength, other.strength);
            return byStrength != 0 ? byStrength : compare(clip, other.clip);
        }

        /** Absent before present, then by size. */
        private static int compare(Optional<Double> left, Optional<Double> right) {
            if (left.isEmpty() || right.isEmpty()) {
                return Boolean.compare(left.isPresent(), right.isPresent());
            }
            return Double.compare(left.get(), right.get());
        }
    }
}
