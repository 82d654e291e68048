package com.example.gentrack;

import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.Meaning;
import io.gentrack.core.spi.NodeExtractor;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node that applies the LoRAs of a text such as {@code ink-wash.safetensors@0.8, glow.safetensors@0.5}. No description can take such a
 * text apart, so it is written in Java. Outputs: the model with the LoRAs, and the CLIP as it came.
 */
public final class StyleStack implements NodeExtractor {
    @Override
    public Set<String> classTypes() {
        return Set.of("TemplateStyleStack");
    }

    /** Pure and total: what is missing or mistyped is left out, nothing is thrown. */
    @Override
    public Meaning evaluate(NodeView node) {
        Optional<Value.Model> model = node.model("model");
        List<Lora> loras = node.text("styles").map(text -> loras(text, node.id())).orElse(List.of());
        Value patched = model.isPresent() ? model.get().withLoras(loras) : Value.ABSENT;
        return Meaning.of(patched, node.value("clip"));
    }

    private static List<Lora> loras(Value.Text styles, String node) {
        List<Lora> loras = new ArrayList<>();
        for (String style : styles.value().split(",")) {
            int at = style.lastIndexOf('@');
            if (at > 0) {
                // The origin goes along, so that `gentrack inspect` can say where the value comes from.
                Value.Text name = new Value.Text(style.substring(0, at).strip(), styles.origin());
                Optional<Value.Num> strength =
                        Values.number(new Value.Text(style.substring(at + 1).strip(), styles.origin()));
                Lora lora = new Lora(name, strength, strength, node);
                if (lora.inForce()) {
                    loras.add(lora);
                }
            }
        }
        return loras;
    }
}
