package io.gentrack.core.extract.description;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Stack;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles the value constructors of node descriptions: {@code {"model": …, "lora": …}}, {@code {"load": …}},
 * {@code {"sigmas": …}}, {@code {"bundle": …}} and so on. A string is an expression, a number or boolean is itself.
 */
final class Templates {

    private Templates() {}

    static Expression compile(JsonNode json) throws DescriptionException {
        if (json.isTextual()) {
            return ExpressionParser.parse(json.textValue());
        }
        if (json.isNumber() || json.isBoolean()) {
            return scope -> Values.literal(
                    json, new Origin.Meant(scope.node().id(), scope.node().classType()));
        }
        if (json.isNull()) {
            return scope -> Value.ABSENT;
        }
        if (!json.isObject()) {
            throw new DescriptionException("an expression or an object is expected, here is " + json.getNodeType());
        }
        if (json.has("sigmas")) {
            return SigmasTemplates.compile(json);
        }
        if (json.has("split")) {
            return SigmasTemplates.split(json);
        }
        if (json.has("model")) {
            return model(json);
        }
        if (json.has("load")) {
            return load(json);
        }
        if (json.has("merge")) {
            return merge(json);
        }
        if (json.has("algorithm")) {
            Fields.allow(json, Set.of("algorithm"));
            Expression name = Fields.required(json, "algorithm");
            return scope -> new Value.Algorithm(Values.sampler(name.in(scope)));
        }
        if (json.has("guider")) {
            return guider(json);
        }
        if (json.has("noise")) {
            Fields.allow(json, Set.of("noise"));
            Expression adds = Fields.required(json, "noise");
            return scope -> new Value.Noise(Values.flag(adds.in(scope)).orElse(true));
        }
        if (json.has("conditioning")) {
            return conditioning(json);
        }
        if (json.has("latent")) {
            return PictureTemplates.compile(json, "latent", Value.Form.LATENT);
        }
        if (json.has("image")) {
            return PictureTemplates.compile(json, "image", Value.Form.IMAGE);
        }
        if (json.has("bundle") || json.has("base")) {
            return bundle(json);
        }
        if (json.has("loras")) {
            Fields.allow(json, Set.of("loras"));
            LoraTemplates loras = LoraTemplates.compile(json.get("loras"));
            return scope -> new Value.Loras(Stack.<Lora>empty().pushAll(loras.in(scope)));
        }
        if (json.has("opaque")) {
            Fields.allow(json, Set.of("opaque", "of"));
            String type = json.path("opaque").asText("*");
            List<Expression> of = Fields.several(json, "of");
            return scope ->
                    new Value.Opaque(type, of.stream().map(e -> e.in(scope)).toList());
        }
        if (json.has("const")) {
            Fields.allow(json, Set.of("const"));
            return constant(json.get("const"));
        }
        throw new DescriptionException(
                "an object with one of model, load, merge, sigmas, split, algorithm, guider, noise,"
                        + " conditioning, latent, image, bundle, loras, opaque, const is expected");
    }

    private static Expression constant(JsonNode constant) throws DescriptionException {
        if (!constant.isTextual()) {
            return compile(constant);
        }
        String text = constant.textValue();
        return scope -> new Value.Text(
                text, new Origin.Meant(scope.node().id(), scope.node().classType()));
    }

    private static Expression model(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("model", "lora", "loras", "shift", "add"));
        Expression from = Fields.required(json, "model");
        List<Expression> added = Fields.several(json, "add");
        ModelChange change = changes(json);
        return scope -> {
            Optional<Value.Model> model = Values.model(from.in(scope));
            if (model.isEmpty()) {
                return Value.ABSENT;
            }
            return change.apply(join(model.get(), added, scope), scope);
        };
    }

    private static Expression load(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("load", "kind", "lora", "loras", "shift"));
        Expression name = Fields.required(json, "load");
        String kind = json.path("kind").asText("diffusion_models");
        ModelChange change = changes(json);
        return scope -> Values.fileName(name.in(scope))
                .<Value>map(file -> change.apply(
                        new Value.Model(
                                List.of(new ModelFile(
                                        file,
                                        kind,
                                        scope.node().classType(),
                                        scope.node().id())),
                                Stack.empty(),
                                Optional.empty()),
                        scope))
                .orElse(Value.ABSENT);
    }

    /** The first is the base: its shift stays; files and LoRAs of all are in the result. */
    private static Expression merge(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("merge", "lora", "loras", "shift"));
        List<Expression> parts = Fields.several(json, "merge");
        if (parts.isEmpty()) {
            throw new DescriptionException("merge: at least one model is expected");
        }
        ModelChange change = changes(json);
        return scope -> {
            for (int i = 0; i < parts.size(); i++) {
                Optional<Value.Model> base = Values.model(parts.get(i).in(scope));
                if (base.isPresent()) {
                    return change.apply(join(base.get(), parts.subList(i + 1, parts.size()), scope), scope);
                }
            }
            return Value.ABSENT;
        };
    }

    private static Value.Model join(Value.Model base, List<Expression> others, Scope scope) {
        if (others.isEmpty()) {
            return base;
        }
        Set<ModelFile> files = new LinkedHashSet<>(base.files());
        Stack<Lora> loras = base.loras();
        Set<Lora> known = new LinkedHashSet<>(loras.toList());
        for (Expression other : others) {
            Optional<Value.Model> model = Values.model(other.in(scope));
            if (model.isPresent()) {
                files.addAll(model.get().files());
                for (Lora lora : model.get().loras().toList()) {
                    if (known.add(lora)) {
                        loras = loras.push(lora);
                    }
                }
            }
        }
        return new Value.Model(new ArrayList<>(files), loras, base.shift());
    }

    /** What a node does to a model that goes through it. */
    @FunctionalInterface
    private interface ModelChange {
        Value.Model apply(Value.Model model, Scope scope);
    }

    private static ModelChange changes(JsonNode json) throws DescriptionException {
        List<LoraTemplates> loras = new ArrayList<>();
        for (String field : List.of("lora", "loras")) {
            if (json.hasNonNull(field)) {
                loras.add(LoraTemplates.compile(json.get(field)));
            }
        }
        boolean sampling = json.has("shift");
        Optional<Expression> shift = Fields.optional(json, "shift");
        return (model, scope) -> {
            Value.Model changed = model;
            for (LoraTemplates template : loras) {
                changed = changed.withLoras(template.in(scope));
            }
            return sampling ? changed.withShift(shift.flatMap(s -> Values.number(s.in(scope)))) : changed;
        };
    }

    private static Expression guider(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("guider", "cfg", "guidance", "conditioning"));
        Expression model = Fields.required(json, "guider");
        Optional<Expression> cfg = Fields.optional(json, "cfg");
        Optional<Expression> guidance = Fields.optional(json, "guidance");
        List<Expression> conditionings = Fields.several(json, "conditioning");
        return scope -> {
            Value.Conditioning together = together(conditionings, scope);
            Optional<Value.Num> stated = guidance.flatMap(g -> Values.number(g.in(scope)));
            return new Value.Guider(
                    model.in(scope),
                    cfg.flatMap(c -> Values.number(c.in(scope))),
                    stated.isPresent() ? stated : together.guidance(),
                    together.carried(),
                    together.hooks());
        };
    }

    private static Expression conditioning(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("conditioning", "guidance", "carries", "hooks"));
        List<Expression> from = Fields.several(json, "conditioning");
        Optional<Expression> guidance = Fields.optional(json, "guidance");
        List<Expression> carries = Fields.several(json, "carries");
        List<Expression> hooks = Fields.several(json, "hooks");
        return scope -> {
            Value.Conditioning together = together(from, scope);
            List<Value.Picture> carried = new ArrayList<>(together.carried());
            for (Expression carry : carries) {
                Values.picture(carry.in(scope))
                        .ifPresent(p -> carried.add(p.withTrail(p.trail().asCarried())));
            }
            Set<Lora> hooked = new LinkedHashSet<>(together.hooks());
            for (Expression hook : hooks) {
                Values.loras(hook.in(scope))
                        .ifPresent(l -> hooked.addAll(l.loras().toList()));
            }
            Optional<Value.Num> stated = guidance.flatMap(g -> Values.number(g.in(scope)));
            return new Value.Conditioning(
                    stated.isPresent() ? stated : together.guidance(), carried, List.copyOf(hooked));
        };
    }

    /** Guidance of several prompts is known where all that state one state the same. */
    static Value.Conditioning together(List<Expression> parts, Scope scope) {
        Optional<Value.Num> guidance = Optional.empty();
        boolean differ = false;
        List<Value.Picture> carried = new ArrayList<>();
        Set<Lora> hooks = new LinkedHashSet<>();
        for (Expression part : parts) {
            Optional<Value.Conditioning> one = Values.conditioning(part.in(scope));
            if (one.isEmpty()) {
                continue;
            }
            for (Value.Picture picture : one.get().carried()) {
                if (!carried.contains(picture)) {
                    carried.add(picture);
                }
            }
            hooks.addAll(one.get().hooks());
            Optional<Value.Num> stated = one.get().guidance();
            if (stated.isPresent()) {
                differ |= guidance.isPresent()
                        && guidance.get().value() != stated.get().value();
                guidance = guidance.isPresent() ? guidance : stated;
            }
        }
        return guidance.isEmpty() && carried.isEmpty() && hooks.isEmpty()
                ? Value.Conditioning.PLAIN
                : new Value.Conditioning(differ ? Optional.empty() : guidance, carried, List.copyOf(hooks));
    }

    /** {@code {"base": pipe, "bundle": {name: value}}}: fields that are absent keep the base's. */
    private static Expression bundle(JsonNode json) throws DescriptionException {
        Fields.allow(json, Set.of("bundle", "base"));
        List<Expression> base = Fields.several(json, "base");
        Map<String, Expression> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : json.path("bundle").properties()) {
            try {
                fields.put(field.getKey(), compile(field.getValue()));
            } catch (DescriptionException e) {
                throw e.in("bundle." + field.getKey());
            }
        }
        return scope -> {
            Map<String, Value> values = new LinkedHashMap<>();
            for (Expression from : base) {
                Value value = from.in(scope);
                if (value instanceof Value.Opaque opaque && opaque.candidates().size() == 1) {
                    value = opaque.candidates().get(0);
                }
                if (value instanceof Value.Bundle bundle) {
                    bundle.fields().forEach(values::putIfAbsent);
                }
            }
            fields.forEach((name, expression) -> {
                Value value = expression.in(scope);
                if (!(value instanceof Value.Absent)) {
                    values.put(name, value);
                }
            });
            return new Value.Bundle(values);
        };
    }
}
