package io.gentrack.core.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a combination is shown with and its fingerprint does not fix: names, preset and passes. The latest reading decides.
 *
 * @param at of the reading, epoch seconds
 * @param use the reading
 */
record Label(long at, ChainUse use) {
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean beats(Label other) {
        return at != other.at ? at > other.at : checksum() > other.checksum();
    }

    boolean beats(long otherAt, long otherChecksum) {
        return at != otherAt ? at > otherAt : checksum() > otherChecksum;
    }

    /** Of everything but hashes, so that it stays the same when a file becomes known; 64-bit FNV-1a. */
    long checksum() {
        StringBuilder text = new StringBuilder(256)
                .append(use.presetName())
                .append('\n')
                .append(use.settings().model().name())
                .append('\n')
                .append(use.settings().model2().map(ModelRef::name))
                .append(use.settings().loras().stream()
                        .map(lora -> lora.lora().name())
                        .sorted()
                        .collect(Collectors.joining("\n")));
        for (RecordedPass pass : use.passes()) {
            text.append('\n')
                    .append(pass.role())
                    .append(pass.classType())
                    .append(pass.sampler())
                    .append(pass.scheduler())
                    .append(pass.steps())
                    .append(pass.startStep())
                    .append(pass.endStep())
                    .append(pass.cfg())
                    .append(pass.guidance())
                    .append(pass.denoise())
                    .append(pass.shift())
                    .append(pass.model().map(ModelRef::name))
                    .append(loras(pass.loras()))
                    .append(pass.size());
        }
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    static String loras(List<LoraUse> loras) {
        if (loras.isEmpty()) {
            return "[]";
        }
        ArrayNode all = JSON.createArrayNode();
        for (LoraUse use : loras) {
            ArrayNode one = all.addArray().add(use.lora().name());
            add(one, use.strength());
            add(one, use.clipStrength());
        }
        return all.toString();
    }

    private static void add(ArrayNode array, Optional<Double> number) {
        number.ifPresentOrElse(array::add, array::addNull);
    }
}
