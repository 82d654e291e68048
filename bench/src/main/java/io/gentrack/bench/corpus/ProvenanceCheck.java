package io.gentrack.bench.corpus;

import io.gentrack.core.extract.Pass;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Walks every reported value back to the graph: a literal that is there and is that value, or a described computation. */
final class ProvenanceCheck {
    private final Graph graph;
    private int values;
    private int lost;

    private ProvenanceCheck(Graph graph) {
        this.graph = graph;
    }

    static void score(Map<String, FileAnalysis.Workflows> files, Scoreboard board, List<String> faults) {
        int values = 0;
        int lost = 0;
        for (Map.Entry<String, FileAnalysis.Workflows> file : files.entrySet()) {
            if (file.getValue().source().equals("parameters")) {
                continue;
            }
            for (FileAnalysis.Workflow workflow : file.getValue().workflows()) {
                ProvenanceCheck check = new ProvenanceCheck(workflow.graph());
                workflow.extraction().passes().forEach(pass -> check.pass(file.getKey(), pass, faults));
                values += check.values;
                lost += check.lost;
            }
        }
        board.info("Values walked back to the graph", Integer.toString(values));
        board.less("Values that stand nowhere in the graph", lost, Integer.toString(lost));
    }

    private void pass(String file, Pass pass, List<String> faults) {
        Stream<Optional<? extends Value>> all = Stream.of(
                pass.sampler(),
                pass.scheduler(),
                pass.steps(),
                pass.startStep(),
                pass.endStep(),
                pass.cfg(),
                pass.guidance(),
                pass.denoise(),
                pass.shift(),
                pass.width(),
                pass.height());
        all.flatMap(Optional::stream).forEach(value -> value(file, value, faults));
        for (ModelFile model : pass.models()) {
            value(file, model.name(), faults);
        }
        for (Lora lora : pass.loras()) {
            value(file, lora.name(), faults);
            lora.strengthModel().ifPresent(s -> value(file, s, faults));
            lora.strengthClip().ifPresent(s -> value(file, s, faults));
        }
    }

    private void value(String file, Value value, List<String> faults) {
        values++;
        Origin origin = value instanceof Value.Num num ? num.origin() : ((Value.Text) value).origin();
        boolean found = origin instanceof Origin.Written written
                ? stands(written, Optional.of(value))
                : origin instanceof Origin.Computed computed
                        ? computed.from().stream()
                                .allMatch(o -> !(o instanceof Origin.Written w) || stands(w, Optional.empty()))
                        : graph.nodes().containsKey(((Origin.Meant) origin).node());
        if (!found) {
            lost++;
            faults.add(file + ": " + value + " stands nowhere in the graph");
        }
    }

    /** The literal is there; a value that was only read off it (a row of a list, a tag of a text) is inside it. */
    private boolean stands(Origin.Written written, Optional<Value> value) {
        Optional<Node> node = Optional.ofNullable(graph.nodes().get(written.node()));
        if (node.isEmpty()) {
            return false;
        }
        String input = written.input();
        for (String name = input; !name.isEmpty(); name = parent(name)) {
            if (node.get().inputs().get(name) instanceof Literal literal) {
                return value.isEmpty() || !name.equals(input) || same(value.get(), literal, written);
            }
        }
        return false;
    }

    private static String parent(String name) {
        int cut = Math.max(name.lastIndexOf('.'), name.lastIndexOf('['));
        return cut < 0 ? "" : name.substring(0, cut);
    }

    private static boolean same(Value value, Literal literal, Origin.Written written) {
        Value there = Values.literal(literal.value(), written);
        if (value instanceof Value.Num num) {
            Optional<Value.Num> number = Values.number(there);
            return number.isPresent()
                    ? number.get().value() == num.value()
                    : literal.value().toString().contains(trimmed(num.value())) || num.value() == 1;
        }
        String text = ((Value.Text) value).value();
        return Values.text(there)
                .map(t -> Objects.equals(t.value(), text) || t.value().contains(text))
                .orElse(false);
    }

    private static String trimmed(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
