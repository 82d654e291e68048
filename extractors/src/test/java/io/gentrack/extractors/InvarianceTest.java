package io.gentrack.extractors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.GraphExtractor;
import io.gentrack.core.extract.Pass;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.GraphReader;
import io.gentrack.core.graph.GraphReading;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.spi.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a graph means does not hang on its ids, its order, or on nodes that have no part in it. */
class InvarianceTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ROUNDS = 8;

    private final GraphReader reader = new GraphReader(Plugins.builtIn().definitions());
    private final GraphExtractor extractor = new GraphExtractor(Plugins.builtIn());

    @TestFactory
    List<DynamicTest> every_sample_means_the_same_in_any_order_and_under_any_ids() {
        return PackSamples.all().entrySet().stream()
                .map(sample ->
                        DynamicTest.dynamicTest(sample.getKey(), () -> same(PackSamples.text(sample.getValue()))))
                .toList();
    }

    private void same(String json) throws Exception {
        Optional<Graph> graph = graph(json);
        if (graph.isEmpty()) {
            return;
        }
        List<String> expected = meaning(extractor.extract(graph.get()));
        for (int round = 0; round < ROUNDS; round++) {
            long seed = 31L * json.hashCode() + round;
            Graph other = changed(graph.get(), new Random(seed));
            assertThat(meaning(extractor.extract(other))).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private Optional<Graph> graph(String json) throws Exception {
        return reader.read(json) instanceof GraphReading.Graphs found
                ? Optional.of(found.graphs().get(0))
                : Optional.empty();
    }

    /** Other ids, another order, and a node that nothing takes from. */
    private static Graph changed(Graph graph, Random random) throws Exception {
        Map<String, String> ids = new LinkedHashMap<>();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            numbers.add(100 + i);
        }
        Collections.shuffle(numbers, random);
        for (String id : graph.nodes().keySet()) {
            ids.put(id, Integer.toString(numbers.get(ids.size())));
        }
        List<Node> nodes = new ArrayList<>(graph.nodes().values());
        Collections.shuffle(nodes, random);
        Map<String, Node> renamed = new LinkedHashMap<>();
        JsonNode text = JSON.readTree("\"unrelated\"");
        renamed.put("9999", new Node("9999", "Note", Map.of("text", new Literal(text))));
        for (Node node : nodes) {
            Map<String, Input> inputs = new LinkedHashMap<>();
            node.inputs()
                    .forEach((name, input) -> inputs.put(
                            name,
                            input instanceof Link link
                                    ? new Link(ids.getOrDefault(link.node(), link.node()), link.slot())
                                    : input));
            String id = ids.get(node.id());
            renamed.put(id, new Node(id, node.classType(), inputs, node.inputTypes(), node.outputTypes()));
        }
        return new Graph(renamed, graph.notes());
    }

    /** Every pass without its id, and the chains as sets of passes: in an order of their own. */
    private static List<String> meaning(Extraction extraction) {
        List<String> passes = new ArrayList<>();
        extraction.passes().forEach(pass -> passes.add(describe(pass)));
        List<String> meaning = new ArrayList<>(passes);
        extraction.chains().forEach(chain -> {
            List<String> members = new ArrayList<>();
            chain.passes().forEach(p -> members.add(passes.get(p)));
            members.sort(null);
            meaning.add("chain of " + passes.get(chain.primary()) + " with " + members);
        });
        meaning.sort(null);
        return meaning;
    }

    private static String describe(Pass pass) {
        return String.join(
                " ",
                pass.classType(),
                pass.role().label(),
                text(pass.sampler()),
                text(pass.scheduler()),
                number(pass.steps()),
                number(pass.startStep()),
                number(pass.endStep()),
                number(pass.cfg()),
                number(pass.guidance()),
                number(pass.denoise()),
                number(pass.shift()),
                pass.models().stream().map(m -> m.name().value()).toList().toString(),
                pass.loras().stream()
                        .map(l -> l.name().value() + number(l.strengthModel()) + number(l.strengthClip()))
                        .toList()
                        .toString(),
                number(pass.width()),
                number(pass.height()));
    }

    private static String text(Optional<Value.Text> text) {
        return text.map(Value.Text::value).orElse("-");
    }

    private static String number(Optional<Value.Num> number) {
        return number.map(n -> Double.toString(n.value())).orElse("-");
    }
}
