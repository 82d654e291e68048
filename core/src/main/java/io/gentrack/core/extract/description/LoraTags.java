package io.gentrack.core.extract.description;

import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code <lora:name>}, {@code <lora:name:0.8>}, {@code <lora:name:0.8:0.6>} and further parts ({@code LBW=…}) in a text. The
 * weight left out is 1 by the syntax itself; the clip weight left out is the model's.
 */
public final class LoraTags {
    private static final String OPEN = "<lora:";
    private static final int LONGEST_TAG = 500;

    private LoraTags() {}

    /** The LoRAs that a text asks for. */
    public static List<Lora> in(Value.Text text, String node) {
        List<Lora> loras = new ArrayList<>();
        String t = text.value();
        int at = t.indexOf(OPEN);
        while (at >= 0 && loras.size() < LoraTemplates.MOST) {
            int end = t.indexOf('>', at);
            if (end < 0) {
                break;
            }
            if (end - at < LONGEST_TAG) {
                tag(t.substring(at + OPEN.length(), end), text, node).ifPresent(loras::add);
            }
            at = t.indexOf(OPEN, at + 1);
        }
        return loras;
    }

    /** The names in all tags, those with weight 0 included. */
    public static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        int at = text.indexOf(OPEN);
        while (at >= 0 && names.size() < LoraTemplates.MOST) {
            int end = at + OPEN.length();
            while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != '>') {
                end++;
            }
            if (end - at < LONGEST_TAG) {
                names.add(text.substring(at + OPEN.length(), end).strip());
            }
            at = text.indexOf(OPEN, at + 1);
        }
        return names;
    }

    private static Optional<Lora> tag(String inside, Value.Text text, String node) {
        List<String> parts = List.of(inside.split(":", -1));
        String name = parts.get(0).strip();
        if (Values.isPlaceholder(name) || name.indexOf('<') >= 0) {
            return Optional.empty();
        }
        List<Value.Num> weights = new ArrayList<>();
        for (String part : parts.subList(1, parts.size())) {
            Optional<Value.Num> weight = Values.number(new Value.Text(part.strip(), text.origin()));
            if (weight.isEmpty()) {
                break;
            }
            weights.add(weight.get());
        }
        if (weights.isEmpty()) {
            weights.add(new Value.Num(1, text.origin()));
        }
        Lora lora = new Lora(
                new Value.Text(name, text.origin()),
                Optional.of(weights.get(0)),
                Optional.of(weights.get(weights.size() > 1 ? 1 : 0)),
                node);
        return lora.inForce() ? Optional.of(lora) : Optional.empty();
    }
}
